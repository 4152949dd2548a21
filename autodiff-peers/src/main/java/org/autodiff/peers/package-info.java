/**
 * Times the library beside libtorch 2.7.1, in alternating processes: every operation that both have, at several sizes, and
 * networks. It is built by the profile {@code peers} alone; {@link org.autodiff.peers.Comparison} is its main class.
 */
package org.autodiff.peers;
