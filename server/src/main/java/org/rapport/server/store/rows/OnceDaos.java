package org.rapport.server.store.rows;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.i18n.Msg;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IJpaDao;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.jpa.dao.BaseTransactionProcessor;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.util.ClassUtils;

/**
 * HAPI's data access objects as a transaction sees them: what is new and has its references is
 * written whole at once, and left alone when HAPI comes to it again.
 */
final class OnceDaos extends DaoRegistry {
  /** Look at the database, or change it at once, by statements of their own. */
  private static final Set<String> NEED_ROWS =
      Set.of("delete", "deleteByUrl", "patchInTransaction");

  /** What alone is 400 for a resource that its own condition does not find, and 412 in a Bundle. */
  private static final String NOT_MATCHED = Msg.code(929).trim();

  private final DaoRegistry real;
  private final Supplier<WrittenOnce> running;
  private final Map<String, IFhirResourceDao<?>> byType = new ConcurrentHashMap<>();

  /**
   * For one transaction processor.
   *
   * @param running that of the thread; null outside of a transaction
   */
  OnceDaos(DaoRegistry real, FhirContext context, Supplier<WrittenOnce> running) {
    super(context);
    this.real = real;
    this.running = running;
  }

  @Override
  public IFhirResourceDao<?> getResourceDao(String type) {
    IFhirResourceDao<?> dao = real.getResourceDao(type);
    return byType.computeIfAbsent(type, t -> once(dao));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends IBaseResource> IFhirResourceDao<T> getResourceDaoOrNull(String type) {
    return real.getResourceDaoOrNull(type) == null
        ? null
        : (IFhirResourceDao<T>) getResourceDao(type);
  }

  private IFhirResourceDao<?> once(IFhirResourceDao<?> dao) {
    return (IFhirResourceDao<?>)
        Proxy.newProxyInstance(
            IFhirResourceDao.class.getClassLoader(),
            ClassUtils.getAllInterfaces(dao),
            (proxy, method, arguments) -> {
              WrittenOnce once = running.get();
              return once == null
                  ? invoke(dao, method, arguments)
                  : invoke(once, dao, method, arguments);
            });
  }

  private static Object invoke(
      WrittenOnce once, IFhirResourceDao<?> dao, Method method, Object[] arguments)
      throws Throwable {
    if (method.getName().equals("create") && arguments.length == 5) {
      return create(once, dao, method, arguments);
    }
    if (method.getName().equals("update") && arguments.length == 6) {
      return update(once, dao, method, arguments);
    }
    if (method.getDeclaringClass() == IJpaDao.class
        && method.getName().equals("updateEntity")
        && once.has(arguments[2])) {
      return arguments[2];
    }
    if (NEED_ROWS.contains(method.getName())) {
      once.store();
    }
    return invoke(dao, method, arguments);
  }

  private static Object create(
      WrittenOnce once, IFhirResourceDao<?> dao, Method method, Object[] arguments)
      throws Throwable {
    Resource resource = (Resource) arguments[0];
    String url = (String) arguments[1];
    TransactionDetails details = (TransactionDetails) arguments[4];
    return once.resolved(resource, details)
        ? write(
            once,
            dao,
            resource,
            url,
            one -> one.create(resource, url, true, (RequestDetails) arguments[3], details))
        : invoke(dao, method, arguments);
  }

  private static Object update(
      WrittenOnce once, IFhirResourceDao<?> dao, Method method, Object[] arguments)
      throws Throwable {
    Resource resource = (Resource) arguments[0];
    String url = (String) arguments[1];
    TransactionDetails details = (TransactionDetails) arguments[5];
    return isNew(resource, url, details) && once.resolved(resource, details)
        ? write(
            once,
            dao,
            resource,
            url,
            one ->
                one.update(
                    resource,
                    url,
                    true,
                    (boolean) arguments[3],
                    (RequestDetails) arguments[4],
                    details))
        : invoke(dao, method, arguments);
  }

  @SuppressWarnings("unchecked")
  private static DaoMethodOutcome write(
      WrittenOnce once,
      IFhirResourceDao<?> dao,
      Resource resource,
      String url,
      Function<IFhirResourceDao<Resource>, DaoMethodOutcome> write) {
    try {
      return once.write(resource, (IFhirResourceDao<Resource>) dao, write);
    } catch (InvalidRequestException e) {
      if (url == null || !e.getMessage().startsWith(NOT_MATCHED)) {
        throw e;
      }
      throw new PreconditionFailedException(
          Msg.code(539)
              + dao.getContext()
                  .getLocalizer()
                  .getMessage(
                      BaseTransactionProcessor.class,
                      "invalidConditionalUrlResourceDoesntMatch",
                      url));
    }
  }

  // HAPI has looked for all that a transaction names before.
  private static boolean isNew(Resource resource, String url, TransactionDetails details) {
    return url == null
        ? details.hasNullResolvedResourceId(
            new IdType(resource.fhirType(), resource.getIdElement().getIdPart()))
        : details.getResolvedMatchUrls().get(url) == TransactionDetails.NOT_FOUND;
  }

  /** Asks HAPI's object, and fails as it fails. */
  static Object invoke(IFhirResourceDao<?> dao, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(dao, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
