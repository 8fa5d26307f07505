/** "Not until something happens": later than every real instant, and still a safe integer. */
export const FAR_FUTURE_MS = 8_640_000_000_000_000;
