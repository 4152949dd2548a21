package org.autodiff;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** The rules of the design that the compiler cannot check: who may know whom, and what may not be called what. */
@AnalyzeClasses(packages = "org.autodiff", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Signatures count as dependencies, so this also keeps ND4J's types out of every other package's public API. */
    @ArchTest
    static final ArchRule ONLY_ITS_BACKENDS_KNOW_ND4J = noClasses()
            .that()
            .resideOutsideOfPackage("org.autodiff.array.nd4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
            .because("a backend is replaced in one place");

    @ArchTest
    static final ArchRule BACKENDS_ARE_KNOWN_BY_NOBODY = noClasses()
            .that()
            .resideOutsideOfPackages("org.autodiff.array.heap..", "org.autodiff.array.nd4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.autodiff.array.heap..", "org.autodiff.array.nd4j..")
            .because("providers are found by the service loader; the rest of the library knows Backend alone");

    @ArchTest
    static final ArchRule PLAIN_JAVA_KNOWS_NO_OTHER_BACKEND = noClasses()
            .that()
            .resideInAPackage("org.autodiff.array.heap..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.autodiff.array.nd4j..")
            .because("other backends stand on its loops");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE =
            slices().assignedFrom(eachPackage()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_BOTTOM_KNOWS_NOTHING_ABOVE_IT = noClasses()
            .that()
            .resideInAnyPackage("org.autodiff.array..", "org.autodiff.op..", "org.autodiff.error..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.autodiff",
                    "org.autodiff.transform..",
                    "org.autodiff.check..",
                    "org.autodiff.inspect..",
                    "org.autodiff.io..")
            .because("arrays, the parts of an operation and errors need no tensor");

    @ArchTest
    static final ArchRule THE_KERNEL_KNOWS_NO_FUNCTION_ABOVE_IT = noClasses()
            .that()
            .resideInAPackage("org.autodiff")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.autodiff.functional..",
                    "org.autodiff.linalg..",
                    "org.autodiff.transform..",
                    "org.autodiff.check..",
                    "org.autodiff.inspect..",
                    "org.autodiff.io..",
                    "org.autodiff.nn..")
            .because("functions, transforms and views are built on the kernel, never the other way round");

    @ArchTest
    static final ArchRule FUNCTIONS_KNOW_THE_KERNEL_ONLY = noClasses()
            .that()
            .resideInAnyPackage("org.autodiff.functional..", "org.autodiff.linalg..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.autodiff.transform..",
                    "org.autodiff.check..",
                    "org.autodiff.inspect..",
                    "org.autodiff.io..",
                    "org.autodiff.nn..")
            .because("the second floor stands on the first");

    @ArchTest
    static final ArchRule ONLY_ITS_SURFACE_KNOWS_JUNIT = noClasses()
            .that()
            .resideOutsideOfPackage("org.autodiff.check.junit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.opentest4j..", "org.autodiff.check.junit")
            .because("the library runs without a test framework");

    @ArchTest
    static final ArchRule ONLY_ITS_SURFACE_KNOWS_ASSERTJ = noClasses()
            .that()
            .resideOutsideOfPackage("org.autodiff.check.assertj")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.assertj..", "org.autodiff.check.assertj")
            .because("the library runs without a test framework");

    @ArchTest
    static final ArchRule REPORTS_KNOW_NOTHING_OF_THE_CHECK = noClasses()
            .that()
            .resideInAPackage("org.autodiff.check.report")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.autodiff.check", "org.autodiff.check.junit", "org.autodiff.check.assertj")
            .because("a report is a value, which the check makes");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
            .because("such a name says nothing; name the class after the thing it stands for");

    @ArchTest
    static final ArchRule LOGGING_IS_SLF4J = noFields()
            .should()
            .haveRawType(resideInAPackage("java.util.logging.."))
            .because("a library logs through SLF4J only");

    /** A slice for each package by its exact name, so that the root package, the kernel, is one too. */
    private static SliceAssignment eachPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }
}
