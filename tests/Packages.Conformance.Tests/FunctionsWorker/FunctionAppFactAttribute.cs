using Diffusion.Azurite;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>A test that runs a function app in a process.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAppFactAttribute : FactAttribute
{
    public FunctionAppFactAttribute()
    {
        if (!FunctionAppProcess.CanRun)
        {
            Skip = "The official worker runs only under Azure Functions Core Tools (func), which are not installed.";
        }
    }
}
