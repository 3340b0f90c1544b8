package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.util.FhirTerser;
import java.math.BigDecimal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.door.Characters;
import org.rapport.server.door.JsonBounds;
import org.rapport.server.store.StorageInterceptor;
import org.springframework.stereotype.Component;

/**
 * The second bound: what a client has stored is held to the same limits whichever way it came (as
 * JSON, as XML, by a patch), since a number of a hundred thousand digits that is once stored can be
 * neither read nor searched.
 */
@Component
@Interceptor
public class StorableValues implements StorageInterceptor {
  private final FhirTerser terser;

  StorableValues(FhirContext context) {
    this.terser = context.newTerser();
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource, RequestDetails request) {
    check(resource, request);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource resource, RequestDetails request) {
    check(resource, request);
  }

  private void check(IBaseResource resource, RequestDetails request) {
    if (!(request instanceof ServletRequestDetails)) {
      return;
    }
    for (IPrimitiveType<?> value :
        terser.getAllPopulatedChildElementsOfType(resource, IPrimitiveType.class)) {
      if (value instanceof DecimalType decimal && decimal.getValue() != null) {
        number(decimal.getValue());
      } else if (value instanceof StringType text && text.getValue() != null) {
        int bad = Characters.firstBad(text.getValue());
        if (bad >= 0) {
          throw new UnprocessableEntityException(
              "A text of the "
                  + resource.fhirType()
                  + " "
                  + Characters.why(text.getValue().charAt(bad)));
        }
      }
    }
  }

  private static void number(BigDecimal number) {
    int digits = Math.max(number.precision(), Math.abs(number.scale()));
    if (digits > JsonBounds.NUMBER) {
      throw new UnprocessableEntityException(
          "A decimal has at most " + JsonBounds.NUMBER + " digits");
    }
  }
}
