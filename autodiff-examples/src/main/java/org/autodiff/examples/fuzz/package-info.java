/** Random calls with bad arguments: none may end the process, leak memory, or fail without saying what was wrong. */
package org.autodiff.examples.fuzz;
