namespace Microsoft.Azure.Functions.Worker;

/// <summary>Objects that go with an invocation, one a type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T instance);

    T? Get<T>();
}
