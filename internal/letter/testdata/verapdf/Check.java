import java.io.FileInputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Holds files against the part of PDF/A that they name themselves, and against PDF/UA-1. */
public class Check {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    int bad = 0;
    for (String file : files) {
      PDFAFlavour own;
      try (PDFAParser p = Foundries.defaultInstance().createParser(new FileInputStream(file))) {
        own = p.getFlavour();
      }
      for (PDFAFlavour flavour : new PDFAFlavour[] {own, PDFAFlavour.PDFUA_1}) {
        try (PDFAParser p = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
            PDFAValidator v = Foundries.defaultInstance().createValidator(flavour, false)) {
          ValidationResult r = v.validate(p);
          System.out.println((r.isCompliant() ? "ok   " : "BAD  ") + flavour + " " + file);
          Set<String> seen = new LinkedHashSet<>();
          for (TestAssertion t : r.getTestAssertions())
            if (t.getStatus() == TestAssertion.Status.FAILED && seen.add(t.getRuleId().toString()))
              System.out.println("     " + t.getRuleId().getClause() + "-" + t.getRuleId().getTestNumber() + " " + t.getMessage());
          if (!r.isCompliant()) bad++;
        }
      }
    }
    System.exit(bad == 0 ? 0 : 1);
  }
}
