package org.autodiff.examples.system;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Recurrent.LstmSequence;
import org.autodiff.functional.Recurrent.LstmState;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Embedding;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import picocli.CommandLine.Command;

/**
 * A recurrent network that writes text letter by letter, after Elman's experiment of 1990: it reads sentences of a small
 * grammar without being told of words, and guesses the next letter of each place.
 */
@Command(name = "text", description = "A recurrent network reads sentences of a small grammar and writes some.")
public final class TextWriter extends Experiment {
    private static final List<String> ARTICLES = List.of("the", "a", "every");
    private static final List<String> ADJECTIVES = List.of("small", "old", "green", "quiet");
    private static final List<String> NOUNS = List.of("cat", "teacher", "tree", "river", "house", "dragon");
    private static final List<String> VERBS = List.of("sees", "likes", "follows", "draws");
    private static final String LETTERS = " .abcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 48;
    private static final int TRAINING = 2000;
    private static final int WIDTH = 96;
    private static final int WRITTEN = 1000;

    TextWriter() {
        super(new Options().epochs(6).batchSize(20).lr(0.005));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new TextWriter(), args);
    }

    /** Scores {@code [N, time, letters]} of letters {@code [N, time]}. */
    private static final class Network extends Module {
        private final Module letter;
        private final LSTM memory;
        private final Module head;

        Network(Seed seed) {
            letter = child("letter", new Embedding(LETTERS.length(), 16, seed.child(0)));
            memory = child("memory", new LSTM(16, WIDTH, RecurrentOptions.DEFAULT.withBatchFirst(true), seed.child(1)));
            head = child("head", new Linear(WIDTH, LETTERS.length(), seed.child(2)));
        }

        @Override
        public Tensor forward(Tensor text) {
            return head.call(memory.call(letter.call(text)));
        }

        /** Writes letters after a full stop, each drawn from the probabilities that the network gives. */
        String write(RandomGenerator random, int count) {
            StringBuilder text = new StringBuilder();
            LstmState state = null;
            int last = LETTERS.indexOf('.');
            for (int i = 0; i < count; i++) {
                try (Scope scope = Scope.noGrad()) {
                    Tensor seen = letter.call(Tensor.of(new long[] {last}, 1, 1));
                    LstmSequence step = memory.forward(seen, state);
                    state = new LstmState(step.h().detach(), step.c().detach());
                    last = drawn(head.call(step.output()).flatten().softmax(0).toDoubles(), random);
                }
                text.append(LETTERS.charAt(last));
            }
            return text.toString();
        }

        private static int drawn(double[] probabilities, RandomGenerator random) {
            double left = random.nextDouble();
            int i = 0;
            while (i < probabilities.length - 1 && left >= probabilities[i]) {
                left -= probabilities[i++];
            }
            return i;
        }
    }

    private static String sentence(RandomGenerator random) {
        return thing(random) + " " + one(VERBS, random) + " " + thing(random) + ". ";
    }

    private static String thing(RandomGenerator random) {
        String adjective = random.nextBoolean() ? one(ADJECTIVES, random) + " " : "";
        return one(ARTICLES, random) + " " + adjective + one(NOUNS, random);
    }

    private static String one(List<String> words, RandomGenerator random) {
        return words.get(random.nextInt(words.size()));
    }

    /** Pieces of text, with the same pieces one letter further as labels. */
    private static TensorDataset read(Seed seed) {
        RandomGenerator random = seed.generator();
        StringBuilder text = new StringBuilder();
        while (text.length() <= TRAINING * LENGTH) {
            text.append(sentence(random));
        }
        long[] letters = new long[TRAINING * LENGTH + 1];
        Arrays.setAll(letters, i -> LETTERS.indexOf(text.charAt(i)));
        return new TensorDataset(
                Tensor.of(Arrays.copyOf(letters, letters.length - 1), TRAINING, LENGTH),
                Tensor.of(Arrays.copyOfRange(letters, 1, letters.length), TRAINING, LENGTH));
    }

    /** The share of words that the grammar has; the last one, which may be cut off, is not counted. */
    static double knownWords(String text) {
        Set<String> known = new HashSet<>(ARTICLES);
        List.of(ADJECTIVES, NOUNS, VERBS).forEach(known::addAll);
        List<String> words = List.of(text.strip().split("[ .]+"));
        List<String> whole = words.subList(0, words.size() - 1);
        return (double) whole.stream().filter(known::contains).count() / whole.size();
    }

    /** Trains, prints a text that the network has written, and which share of its words there is. */
    @Override
    protected void perform() {
        Network network = new Network(options.seed().child(0));
        List<Double> losses = Fit.fit(
                options,
                network,
                read(options.seed().child(1)),
                batch -> Loss.crossEntropy(
                        network.call(batch.inputs()).flatten(0, 1),
                        batch.labels().flatten()));
        String text = network.write(options.seed().child(2).generator(), options.isDryRun() ? LENGTH : WRITTEN);
        options.line("loss %.4f a letter, in nats", losses.get(losses.size() - 1));
        options.line("%s", text.substring(0, Math.min(200, text.length())));
        options.line("words that there are: %.4f", knownWords(text));
    }
}
