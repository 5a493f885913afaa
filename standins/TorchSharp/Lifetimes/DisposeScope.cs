using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Owns the tensors that its thread makes while it is the innermost scope; disposing it disposes them.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? innermost;

    private readonly HashSet<IDisposable> owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? outer;

    internal DisposeScope()
    {
        outer = innermost;
        innermost = this;
    }

    public int DisposablesCount => owned.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. owned];

    public bool Contains(IDisposable disposable) => owned.Contains(disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            tensor.Scope?.owned.Remove(tensor);
            tensor.Scope = this;
        }

        owned.Add(disposable);
    }

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, outer);
        return disposable;
    }

    public T MoveToOther<T>(DisposeScope scope, T disposable)
        where T : IDisposable
    {
        Move(disposable, scope);
        return disposable;
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, to: null);
        return disposable;
    }

    public void MarkAsDisposed(IDisposable disposable) => owned.Remove(disposable);

    public void DisposeEverything()
    {
        var all = owned.ToArray();
        owned.Clear();
        foreach (var disposable in all)
        {
            disposable.Dispose();
        }
    }

    public void Dispose()
    {
        DisposeEverything();
        if (ReferenceEquals(innermost, this))
        {
            innermost = outer;
        }
    }

    internal static void Register(Tensor tensor) => innermost?.Attach(tensor);

    internal DisposeScope? Outer => outer;

    internal void Move(IDisposable disposable, DisposeScope? to)
    {
        if (!owned.Remove(disposable))
        {
            return;
        }

        if (disposable is Tensor tensor)
        {
            tensor.Scope = null;
        }

        to?.Attach(disposable);
    }
}
