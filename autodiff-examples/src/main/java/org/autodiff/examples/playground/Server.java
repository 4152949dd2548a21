package org.autodiff.examples.playground;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;

/**
 * The server of the playground, on this computer alone: it listens on the loopback address, answers only requests that name it
 * as their host and come from its own page, and does one at a time; a request that does not end keeps no other from coming.
 */
final class Server implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;

    /** Requests that are read at the same time. */
    private static final int THREADS = 16;

    private final HttpServer http;
    private final ExecutorService threads;
    private final Lessons lessons;
    private final First first;

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @param directory where files are kept while they are sent
     * @param first what a page begins with
     * @throws ArgumentException if the port is in use
     */
    Server(int port, Path directory, First first) {
        this.first = first;
        lessons = new Lessons(directory);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new ArgumentException(
                    "--port: " + port + " is in use; name another one, or 0 for any that is free", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread t = new Thread(task, "playground");
            t.setDaemon(true);
            return t;
        });
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** The address of the page. */
    String address() {
        return "http://127.0.0.1:" + port() + "/";
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            "default-src 'self' data:; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'");
            if (reply.file() != null) {
                exchange.getResponseHeaders()
                        .set("Content-Disposition", "attachment; filename=\"" + reply.file() + "\"");
            }
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(reply.body());
            }
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        if (!isOurs(exchange)) {
            return Reply.refusal(403, "only the page of this server may ask it");
        }
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(MOST_BYTES + 1);
        }
        if (body.length > MOST_BYTES) {
            return Reply.refusal(413, "the request has more than " + MOST_BYTES + " bytes");
        }
        synchronized (lessons) {
            try {
                return routed(
                        exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body);
            } catch (UncheckedIOException e) {
                return Reply.refusal(500, e.getMessage());
            } catch (AutodiffException e) {
                return Reply.refusal(400, e.getMessage());
            }
        }
    }

    /** Whether a request names this server as its host, and comes from its page or from no page. */
    private boolean isOurs(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        boolean here = host != null && (host.equals("127.0.0.1:" + port()) || host.equals("localhost:" + port()));
        return here && (origin == null || origin.equals("http://" + host));
    }

    private Reply routed(String method, String path, byte[] body) {
        String[] parts = path.substring(1).split("/", -1);
        boolean post = method.equals("POST");
        if (!post && !method.equals("GET")) {
            return Reply.refusal(405, "the method " + method + " is not known; there are GET and POST");
        }
        if (parts.length == 1 && !post) {
            return switch (parts[0]) {
                case "" -> page("playground.html", "text/html");
                case "playground.js" -> page("playground.js", "text/javascript");
                case "playground.css" -> page("playground.css", "text/css");
                case "first" -> first.reply();
                case "favicon.ico" -> new Reply(204, "image/x-icon", null, new byte[0]);
                default -> Reply.refusal(404, "there is nothing at " + path);
            };
        }
        if (parts.length == 1 && parts[0].equals("trainings")) {
            return lessons.begin(body);
        }
        if (parts.length != 3 || !parts[0].equals("trainings")) {
            return Reply.refusal(404, "there is nothing at " + path);
        }
        String what = (post ? "POST " : "GET ") + parts[2];
        return switch (what) {
            case "POST steps" -> lessons.learn(parts[1], body);
            case "POST check" -> lessons.check(parts[1], body);
            case "GET TrainedNetwork.java" -> lessons.java(parts[1]);
            case "GET network.safetensors" -> lessons.safetensors(parts[1]);
            case "GET tape" -> lessons.tape(parts[1]);
            default -> Reply.refusal(404, "there is nothing at " + path);
        };
    }

    private static Reply page(String name, String type) {
        try (InputStream in = Server.class.getResourceAsStream(name)) {
            return Reply.text(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name, e);
        }
    }
}
