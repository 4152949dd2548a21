/** The documentation as a program: pages whose Java is run, and the site and notebooks that are made of them. */
package org.autodiff.examples.docs;
