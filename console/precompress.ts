import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** What becomes smaller; pictures are compressed already. */
const COMPRESSIBLE = /\.(html|js|css|svg)$/;

/** Puts `<file>.br` and `<file>.gz` beside each file, so that the service never compresses anything while it runs. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = Object.values(bundle).filter(({ fileName }) => COMPRESSIBLE.test(fileName));
        await Promise.all(
          files.map(async (file) => {
            const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
            const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength } };
            const [brotli, zipped] = await Promise.all([
              promisify(brotliCompress)(bytes, options),
              promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
            ]);
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: brotli });
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: zipped });
          }),
        );
      },
    },
  };
}
