/** Initial values of parameters, drawn from explicit seeds by the published rules. */
package org.autodiff.nn.init;
