package org.rapport.server.reading;

import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.dao.SearchBuilderFactory;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.rows.Nested;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * HAPI's searches, which tell {@link PageResources} for whom they load: only what a request itself
 * asked for may leave as it is stored, and nothing that our own code looks for meanwhile.
 */
@Component
@Primary
public class PageLoaders extends SearchBuilderFactory<JpaPid> {
  private static final int REQUEST = 4;

  private final ObjectProvider<CallersScope> scope;
  private final Nested<StoredPage> loading = new Nested<>();

  /** For HAPI's context. */
  PageLoaders(ObjectProvider<CallersScope> scope) {
    this.scope = scope;
  }

  /** The page for which this thread loads resources; null where they are to be whole. */
  StoredPage loading() {
    return loading.get();
  }

  @Override
  @SuppressWarnings("unchecked")
  public ISearchBuilder<JpaPid> newSearchBuilder(String name, Class<? extends IBaseResource> type) {
    ISearchBuilder<JpaPid> builder = super.newSearchBuilder(name, type);
    return (ISearchBuilder<JpaPid>)
        Proxy.newProxyInstance(
            ISearchBuilder.class.getClassLoader(),
            new Class<?>[] {ISearchBuilder.class},
            (proxy, method, arguments) ->
                method.getName().equals("loadResourcesByPid") && arguments.length > REQUEST
                    ? load(builder, method, arguments)
                    : invoke(builder, method, arguments));
  }

  private Object load(ISearchBuilder<JpaPid> builder, Method method, Object[] arguments)
      throws Throwable {
    StoredPage page =
        StoredPage.of((RequestDetails) arguments[REQUEST], scope.getObject()).orElse(null);
    return loading.during(page, () -> invoke(builder, method, arguments));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
