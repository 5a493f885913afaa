using System.Diagnostics.CodeAnalysis;

namespace TorchSharp;

/// <summary>What is known of the calling thread's tensors.</summary>
[SuppressMessage("Design", "RCS1102", Justification = "The official class is not static.")]
public class DisposeScopeManager
{
    [ThreadStatic]
    private static ThreadDisposeScopeStatistics? statistics;

    public static ThreadDisposeScopeStatistics Statistics => statistics ??= new ThreadDisposeScopeStatistics();
}
