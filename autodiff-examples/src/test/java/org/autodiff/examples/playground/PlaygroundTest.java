package org.autodiff.examples.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.examples.CommandResult;
import org.autodiff.io.Json;
import org.autodiff.io.Safetensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaygroundTest {
    @TempDir
    private Path directory;

    private Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        server = new Server(0, directory, First.USUAL);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"circle", "xor", "gauss", "moons"})
    void learnsADataSet(String data) {
        String id = begin("{\"data\": \"" + data + "\", \"layers\": [6], \"rate\": 0.5, \"noise\": 0.02}");
        Map<String, Object> seen = post("trainings/" + id + "/steps", "{\"steps\": 500}");
        seen = post("trainings/" + id + "/steps", "{\"steps\": 500}");
        assertThat(((Number) seen.get("trainErrors")).intValue()).isLessThanOrEqualTo(12);
        assertThat(seen).containsEntry("steps", 1000L).containsEntry("lost", false);
        assertThat((List<?>) seen.get("probabilities")).hasSize(Training.SIDE * Training.SIDE);
        assertThat((List<?>) seen.get("trainLosses")).hasSize(3);
    }

    @Test
    void theRuleIsThatOfGradientDescent() {
        String id = begin("{\"rate\": 0.25}");
        List<?> rule = (List<?>) post("trainings/" + id + "/steps", "{}").get("rule");
        double before = number(rule.get(0));
        double gradient = number(rule.get(1));
        assertThat(number(rule.get(2))).isEqualTo(0.25);
        assertThat(number(rule.get(3))).isCloseTo(before - 0.25 * gradient, within(1e-6));
    }

    @Test
    void theSameSettingsLearnTheSame() {
        String first = begin("{\"seed\": 5}");
        String second = begin("{\"seed\": 5}");
        assertThat(post("trainings/" + first + "/steps", "{\"steps\": 30}"))
                .isEqualTo(post("trainings/" + second + "/steps", "{\"steps\": 30}"));
    }

    @ParameterizedTest
    @CsvSource({"tanh", "relu", "sigmoid", "linear"})
    void theProgramThatIsTakenAwayComputesTheSame(String activation) throws Exception {
        Settings settings = Settings.of(
                Map.of("layers", List.of(3L, 2L), "activation", activation, "features", List.of("x", "xy", "sin 3y")));
        Training training = new Training(settings, null);
        training.learn(40);
        Path source = directory.resolve("TrainedNetwork.java");
        Files.writeString(source, JavaExport.of(training));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            Method probability =
                    loader.loadClass("TrainedNetwork").getMethod("probability", double.class, double.class);
            assertThat((double) probability.invoke(null, -Training.REACH, Training.REACH))
                    .isCloseTo(training.probabilities()[0], within(1e-12));
        }
    }

    @Test
    void theProgramIsServed() {
        HttpResponse<String> answer = get("trainings/" + begin("{}") + "/TrainedNetwork.java");
        assertThat(answer.body()).contains("public static double probability(double x, double y)");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"TrainedNetwork.java\"");
    }

    @Test
    void weightsGoIntoAFile() throws Exception {
        String id = begin("{\"layers\": [3]}");
        HttpResponse<byte[]> file =
                client.send(request("trainings/" + id + "/network.safetensors").build(), BodyHandlers.ofByteArray());
        Path path = directory.resolve("taken.safetensors");
        Files.write(path, file.body());
        Map<String, Tensor> tensors = Safetensors.read(path).tensors();
        assertThat(tensors).containsOnlyKeys("layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias");
        assertThat(tensors.get("layer1.weight").shape().toArray()).containsExactly(3, 2);
    }

    @Test
    void aStepCanBeSteppedThrough() {
        assertThat(get("trainings/" + begin("{}") + "/tape").body()).contains("<html", "One step on 4 points", "loss");
    }

    @ParameterizedTest
    @CsvSource({"SIGN", "FACTOR", "DROPPED_TERM", "FORGOTTEN_INPUT", "BOTH_FACTOR"})
    void theCheckerFindsABrokenRule(String fault) {
        Map<String, Object> answer =
                post("trainings/" + begin("{}") + "/check", "{\"fault\": \"" + fault + "\", \"layer\": 2}");
        assertThat(answer).containsEntry("verdict", "FAIL");
        assertThat(answer.get("report").toString())
                .contains("fault " + fault.toLowerCase().replace('_', ' '));
    }

    @Test
    void ownPointsAreLearned() {
        String id =
                begin("{\"data\": \"own\", \"rate\": 1, \"points\": [[-0.5, 0, 0], [0.5, 0.1, 1], [-0.4, 0.3, 0]]}");
        Map<String, Object> seen = post("trainings/" + id + "/steps", "{\"steps\": 300}");
        assertThat(seen).containsEntry("trainErrors", 0L).containsEntry("trainSize", 3L);
    }

    @Test
    void aTrainingThatDivergesSaysSo() {
        String id = begin("{\"rate\": 100, \"activation\": \"linear\", \"penalty\": \"L2\", \"strength\": 10}");
        Map<String, Object> seen = post("trainings/" + id + "/steps", "{\"steps\": 500}");
        assertThat(seen).containsEntry("lost", true);
        assertThat((Long) seen.get("steps")).isLessThan(500);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"data": "zzz"}                           | data: there is no 'zzz'; there are circle
        {"layers": [1,1,1,1,1,1,1,1,1]}           | layers: there are 9; at most 8
        {"layers": [65]}                          | layers: 65.0 is not between 1.0 and 64.0
        {"layers": [1.5]}                         | layers: must be a whole number, not 1.5
        {"layers": 3}                             | layers: must be a list, not 3
        {"features": []}                          | features: there must be at least one
        {"features": ["z"]}                       | features: there is no 'z'
        {"rate": "fast"}                          | rate: must be a number, not fast
        {"samples": 99999999999}                  | samples: must be a whole number
        {"noise": -1}                             | noise: -1.0 is not between 0.0 and 1.0
        {"data": "own"}                           | points: must be a list of 1 to 4000 points
        {"data": "own", "points": [[1, 2]]}       | points: point 0 is [1, 2]; it must be [x, y, class]
        {"data": "own", "points": [[1e9, 2, 0]]}  | points: a coordinate of point 0
        {"data": "own", "points": [[1, 2, 7]]}    | points: the class of point 0 is 7
        {"data":                                  | the settings:
        """)
    void refusesBadSettings(String body, String message) {
        HttpResponse<String> answer = answer("trainings", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.object(answer.body().getBytes(StandardCharsets.UTF_8), "answer")
                        .get("error")
                        .toString())
                .startsWith(message);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(answer("trainings/99/steps", "{}").body()).contains("there is no training '99' any more");
        assertThat(answer("trainings/" + begin("{}") + "/steps", "{\"steps\": 0}")
                        .body())
                .contains("steps: 0 is not between 1 and 500");
        assertThat(answer("trainings/" + begin("{}") + "/check", "{\"fault\": \"X\"}")
                        .body())
                .contains("fault: there is no 'X'");
        assertThat(answer("trainings/" + begin("{}") + "/check", "{\"layer\": 7}")
                        .body())
                .contains("layer: 7 is not between 1 and 3");
        assertThat(get("nothing").statusCode()).isEqualTo(404);
        assertThat(get("trainings/1/nothing").statusCode()).isEqualTo(404);
        assertThat(get("playground.js/../../secret").statusCode()).isEqualTo(404);
        assertThat(answer("trainings", "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesOtherHostsAndOrigins() throws Exception {
        assertThat(client.send(
                                request("")
                                        .header("Origin", "http://evil.example")
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void twoBrowsersLearnEachTheirOwn() {
        String one = begin("{\"data\": \"xor\"}");
        String two = begin("{\"data\": \"gauss\"}");
        post("trainings/" + one + "/steps", "{\"steps\": 7}");
        assertThat(post("trainings/" + two + "/steps", "{\"steps\": 1}")).containsEntry("steps", 1L);
        for (int i = 0; i < 16; i++) {
            begin("{\"samples\": 4}");
        }
        assertThat(answer("trainings/" + one + "/steps", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void writesNothingOutsideItsDirectory() throws Exception {
        get("trainings/" + begin("{}") + "/network.safetensors");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new Server(taken.getLocalPort(), directory, First.USUAL))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("--port: " + taken.getLocalPort() + " is in use");
        }
    }

    /** One that begins a request and never ends it: the others are answered all the same. */
    @Test
    void aRequestThatDoesNotEndKeepsNobodyWaiting() throws IOException {
        List<Socket> stalled = new ArrayList<>();
        for (String begun : List.of(
                "POST /trainings HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 100\r\n\r\n{",
                "GET / HTTP/1.1\r\nHost: 127.0", "G")) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.getOutputStream().write(String.format(begun, server.port()).getBytes(StandardCharsets.US_ASCII));
            stalled.add(socket);
        }
        assertThat(post("trainings/" + begin("{}") + "/steps", "{}")).containsEntry("steps", 1L);
        for (Socket socket : stalled) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET http:x HTTP/1.1\r\nHost: %1$s\r\n\r\n",
                "GET /%%zz HTTP/1.1\r\nHost: %1$s\r\n\r\n",
                "DELETE / HTTP/1.1\r\nHost: %1$s\r\nConnection: close\r\n\r\n",
                "POST /trainings HTTP/1.1\r\nHost: %1$s\r\nContent-Length: -5\r\n\r\n",
                "POST /trainings HTTP/1.1\r\nHost: %1$s\r\nContent-Length: many\r\n\r\n",
                "POST /trainings HTTP/1.1\r\nHost: %1$s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n"
            })
    void whatIsNoRequestBreaksNothing(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(String.format(bytes, "127.0.0.1:" + server.port()).getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"))
                    .as(answer)
                    .isTrue();
        }
        assertThat(get("").statusCode()).isEqualTo(200);
    }

    @Test
    void deepAndWideJsonIsRefused() {
        for (String body : List.of(
                "[".repeat(500_000),
                "{\"a\":".repeat(100_000),
                "{\"rate\": 1e999}",
                "{\"layers\": [" + "1,".repeat(200_000) + "1]}",
                "{\"seed\": \"" + "9".repeat(1_000_000) + "\"}",
                "\u0000\u0001")) {
            HttpResponse<String> answer = answer("trainings", body);
            assertThat(answer.statusCode())
                    .as(body.substring(0, Math.min(20, body.length())))
                    .isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"error\":").hasSizeLessThan(3000);
        }
        assertThat(begin("{}")).isNotEmpty();
    }

    @Test
    void aDirectoryThatCannotBeWrittenToIsTold() throws IOException {
        Path taken = Files.writeString(directory.resolve("taken"), "a file");
        try (Server other = new Server(0, taken, First.USUAL)) {
            HttpRequest.Builder begin = HttpRequest.newBuilder(URI.create(other.address() + "trainings"));
            assertThat(sent(begin.POST(BodyPublishers.ofString("{}")).build()).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> answer =
                    sent(HttpRequest.newBuilder(URI.create(other.address() + "trainings/1/network.safetensors"))
                            .build());
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(answer.body()).contains("\"error\":", "taken");
        }
    }

    @Test
    void theCommandListens() throws IOException {
        CommandResult result = CommandResult.of(
                new Playground(), "--port", "0", "--dry-run", "--lr", "0.3", "--batch-size", "5", "--seed", "7");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("open http://127.0.0.1:");
        assertThat(CommandResult.of(new Playground(), "--port", "0", "--dry-run", "--epochs", "3")
                        .out())
                .startsWith("playground does not use --epochs");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --port 70000                | --port: must be between 0 and 65535, got 70000
        --port TAKEN                | is in use; name another one, or 0 for any that is free
        --port x                    | Invalid value for option '--port'
        --prot 80                   | Unknown options: '--prot', '80'
        --port 0 --lr 0             | --lr: must be a number above 0, got 0.0
        --port 0 --data /no/such    | points.csv
        --port 0 --data OTHER       | has the columns [a, b]; they must be x, y and class
        --port 0 --data CLASSES     | the class of point 1 is 2.0; it is 0 or 1
        """)
    void theCommandRefusesBadOptions(String options, String message) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("other")).resolve("points.csv"), "a,b\n1,2\n");
        Files.writeString(
                Files.createDirectories(directory.resolve("classes")).resolve("points.csv"),
                "x,y,class\n0.1,0.2,1\n0.1,0.2,2\n");
        String given = options.replace("TAKEN", String.valueOf(server.port()))
                .replace("OTHER", directory.resolve("other").toString())
                .replace("CLASSES", directory.resolve("classes").toString());
        CommandResult result = CommandResult.of(new Playground(), (given + " --dry-run").split(" "));
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("playground: ")
                .contains(message);
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void aPageBeginsWithWhatTheCommandSays() throws IOException {
        Files.writeString(directory.resolve("points.csv"), "x,y,class\n0.5,-0.25,1\n-0.5,0.75,0\n");
        First first = new First(5, 0.3, 7, List.of(List.of(0.5, -0.25, 1L)));
        try (Server other = new Server(0, directory, first)) {
            assertThat(sent(HttpRequest.newBuilder(URI.create(other.address() + "first"))
                                    .build())
                            .body())
                    .isEqualTo("{\"batchSize\":5,\"rate\":0.3,\"seed\":7,\"points\":[[0.5,-0.25,1]]}");
        }
        CommandResult result =
                CommandResult.of(new Playground(), "--port", "0", "--dry-run", "--data", directory.toString());
        assertThat(result.err()).isEmpty();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private String begin(String settings) {
        return post("trainings", settings).get("id").toString();
    }

    private Map<String, Object> post(String path, String body) {
        HttpResponse<String> answer = answer(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8), "answer");
    }

    private HttpResponse<String> answer(String path, String body) {
        return sent(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    private HttpResponse<String> get(String path) {
        return sent(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path));
    }

    private HttpResponse<String> sent(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
