/** Programs of research, each on one page: what derivatives of any order of tensors and numbers are used for. */
package org.autodiff.examples.research;
