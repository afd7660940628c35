// Loaded into Playwright's driver before anything else (NODE_OPTIONS): a Firefox of long support is
// older than one command that the driver sends to every page, and a page needs no answer to it.
// What the command sets (dark or light, motion) stays as the browser has it.

const Module = require("node:module");

const compile = Module.prototype._compile;
const unknown = '"emulation.setMediaFeaturesOverride"';
const harmless = '"session.status"';

Module.prototype._compile = function (content, filename) {
  const driver = filename.endsWith("coreBundle.js");
  return compile.call(this, driver ? content.replaceAll(unknown, harmless) : content, filename);
};
