package org.autodiff.inspect;

/**
 * A call of a module, as a recording keeps it: nodes recorded during the call belong to it. Its number is its place in
 * {@link Recording#modules()}.
 *
 * @param path the dotted name of the module in its network
 * @param parent the number of the call during which this one was made; -1 for the outermost
 */
public record RecordedModule(String path, int parent) {}
