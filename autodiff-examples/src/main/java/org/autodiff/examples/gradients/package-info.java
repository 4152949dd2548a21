/** Programs that check gradients: those of others, and our own; what a failure looks like; what other checkers do not see. */
package org.autodiff.examples.gradients;
