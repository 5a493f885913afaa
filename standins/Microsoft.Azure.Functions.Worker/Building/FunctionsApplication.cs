namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The start of a function app's program.</summary>
public class FunctionsApplication
{
    public FunctionsApplication()
    {
    }

    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
