export { tags } from '@lezer/highlight';
