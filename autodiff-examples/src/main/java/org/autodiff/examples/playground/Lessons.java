package org.autodiff.examples.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.examples.report.Directories;
import org.autodiff.io.Json;
import org.autodiff.io.Safetensors;
import org.autodiff.nn.Parameter;

/** The trainings of the pages that are open, and what is asked of them. One thread asks at a time. */
final class Lessons {
    /** Trainings that are kept; the one that was asked longest ago goes first. */
    private static final int KEPT = 16;

    private static final int MOST_STEPS = 500;

    private final Path directory;
    private int begun;
    private final Map<String, Training> trainings = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Training> eldest) {
            return size() > KEPT;
        }
    };

    /** Lessons that keep files in a directory while they are sent. */
    Lessons(Path directory) {
        this.directory = directory;
    }

    /** Begins a training with the settings of a page, and answers with its number and what there is to see. */
    Reply begin(byte[] body) {
        Map<String, Object> json = body.length == 0 ? Map.of() : Json.object(body, "the settings");
        Settings settings = Settings.of(json);
        Points own = settings.data().equals("own") ? Points.of(json.get("points")) : null;
        String number = String.valueOf(++begun);
        Training training = new Training(settings, own);
        trainings.put(number, training);
        Map<String, Object> seen = seen(training);
        seen.put("id", number);
        seen.put("train", points(training.train()));
        seen.put("test", points(training.test()));
        return Reply.json(seen);
    }

    /** Takes steps, and answers with what there is to see after them. */
    Reply learn(String id, byte[] body) {
        Map<String, Object> json = body.length == 0 ? Map.of() : Json.object(body, "the request");
        int steps = Settings.whole("steps", json.getOrDefault("steps", 1L));
        if (steps < 1 || steps > MOST_STEPS) {
            throw new ArgumentException("steps: " + steps + " is not between 1 and " + MOST_STEPS);
        }
        Training training = training(id);
        training.learn(steps);
        return Reply.json(seen(training));
    }

    /** The network as a Java program. */
    Reply java(String id) {
        return Reply.text(200, "text/x-java", JavaExport.of(training(id))).named("TrainedNetwork.java");
    }

    /** The network's weights as a file that PyTorch reads, too. */
    Reply safetensors(String id) {
        Path file = Directories.made(directory).resolve("network-" + id + ".safetensors");
        try {
            Safetensors.write(file, training(id).network().stateDict().asMap());
            return new Reply(200, "application/octet-stream", "network.safetensors", Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The page on which one step is stepped through. */
    Reply tape(String id) {
        return Reply.text(200, "text/html", training(id).stepPage());
    }

    /** What the checker says of a wrong rule. */
    Reply check(String id, byte[] body) {
        Training training = training(id);
        BrokenRule broken =
                BrokenRule.of(body.length == 0 ? Map.of() : Json.object(body, "the request"), training.settings());
        GradCheckReport report = broken.checked(training);
        return Reply.json(Map.of(
                "broken", broken.toString(),
                "verdict", report.verdict().toString(),
                "report", report.toString()));
    }

    private Training training(String id) {
        Training training = trainings.get(id);
        if (training == null) {
            throw new ArgumentException("there is no training '" + id + "' any more; load the page again");
        }
        return training;
    }

    private static List<Object> points(Points points) {
        return List.of(points.xs(), points.ys(), points.labels());
    }

    private static Map<String, Object> seen(Training training) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("steps", training.steps());
        seen.put("lost", training.isLost());
        seen.put("trainLosses", training.trainLosses());
        seen.put("testLosses", training.testLosses());
        seen.put("trainErrors", training.errors(training.train()));
        seen.put("testErrors", training.errors(training.test()));
        seen.put("trainSize", training.train().size());
        seen.put("testSize", training.test().size());
        seen.put("side", Training.SIDE);
        seen.put("reach", Training.REACH);
        seen.put("probabilities", training.probabilities());
        seen.put(
                "features",
                training.settings().features().stream().map(Feature::label).toList());
        List<Object> weights = new ArrayList<>();
        for (Parameter p : training.network().parameters()) {
            weights.add(p.tensor().detach().flatten().toDoubles());
        }
        seen.put("weights", weights);
        seen.put("layers", training.settings().layers());
        Training.Rule rule = training.rule();
        if (rule != null) {
            seen.put("rule", new double[] {rule.before(), rule.gradient(), rule.rate(), rule.after()});
        }
        return seen;
    }
}
