/** Data sets, mini-batches in a seeded order, and the IDX format of MNIST. */
package org.autodiff.nn.data;
