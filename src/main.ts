import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// What is loaded after this takes its compiled code from the start before it, beside the program itself: nobody may write there
// who could not change the program too. Where nobody may write at all it is compiled again each time, and `NODE_COMPILE_CACHE` and
// `NODE_DISABLE_COMPILE_CACHE` count as with any program. It is written when the process ends, one file for each module.
enableCompileCache(fileURLToPath(new URL('compile-cache', import.meta.url)));

const { run } = await import('./run.ts');
await run(process.env);
