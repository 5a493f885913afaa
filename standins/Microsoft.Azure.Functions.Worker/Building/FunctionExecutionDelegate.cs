namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs an invocation, or the rest of it after a middleware.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>Something that happens around every invocation.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
