using Diffusion.Azurite;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>A test of the local host's short leases: the official host's are ten minutes, which no test waits for.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LocalHostFactAttribute : FactAttribute
{
    public LocalHostFactAttribute()
    {
        if (!FunctionAppProcess.HasLocalHost)
        {
            Skip = "Leases have a setting only in the local host.";
        }
    }
}
