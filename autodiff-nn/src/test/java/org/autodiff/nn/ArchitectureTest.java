package org.autodiff.nn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom among the modules of networks. */
@AnalyzeClasses(packages = "org.autodiff.nn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NETWORKS_KNOW_NO_BACKEND = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.nd4j..", "org.bytedeco..", "org.autodiff.array.nd4j..", "org.autodiff.array.heap..")
            .because("they are written on tensors");

    @ArchTest
    static final ArchRule PARTS_FORM_NO_CIRCLE =
            slices().matching("org.autodiff.nn.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE =
            slices().matching("org.autodiff.nn.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_BASE_OF_LAYERS_KNOWS_NO_FAMILY = noClasses()
            .that()
            .resideInAPackage("org.autodiff.nn.layer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.autodiff.nn.layer.*..")
            .because("families of layers are built on the base");

    @ArchTest
    static final ArchRule FAMILIES_OF_LAYERS_KNOW_THE_BASE_ONLY = slices().matching("org.autodiff.nn.layer.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("..layer.attention"), resideInAPackage("..layer.normalization"))
            .because("a reader of one family needs no other; a transformer's layer normalizes between its parts");

    @ArchTest
    static final ArchRule THE_ROOT_KNOWS_NO_PART = noClasses()
            .that()
            .resideInAPackage("org.autodiff.nn")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.autodiff.nn.*..")
            .because("modules are what layers, losses and optimisers are built on");

    @ArchTest
    static final ArchRule ONLY_REPORTS_DRAW = noClasses()
            .that()
            .resideOutsideOfPackage("org.autodiff.nn.report")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.knowm.xchart..")
            .because("the library of diagrams may be exchanged in one place");

    @ArchTest
    static final ArchRule NOTHING_NEEDS_REPORTS_OR_SEARCHES = noClasses()
            .that()
            .resideOutsideOfPackages("org.autodiff.nn.report", "org.autodiff.nn.search")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.autodiff.nn.report", "org.autodiff.nn.search")
            .because("they are for those who use them");
}
