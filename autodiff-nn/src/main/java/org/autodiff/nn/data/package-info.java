/**
 * Data sets, parts and changes of them, and mini-batches in a seeded order. Sets are read from files (IDX as MNIST's,
 * CIFAR, CSV, folders of images) or need none: the {@link org.autodiff.nn.data.Toys} and the drawn {@link
 * org.autodiff.nn.data.digits.Digits}.
 *
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.nn.data;

import org.autodiff.op.LibraryCode;
