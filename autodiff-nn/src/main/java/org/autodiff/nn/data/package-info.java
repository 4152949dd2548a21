/** Data sets and their readers, parts and changes of them, and mini-batches in a seeded order. */
package org.autodiff.nn.data;
