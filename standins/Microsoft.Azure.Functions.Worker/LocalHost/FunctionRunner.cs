using System.Diagnostics;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

/// <summary>Runs invocations: a scope, an instance made by dependency injection, the middleware, the method.</summary>
internal sealed class FunctionRunner(IServiceScopeFactory scopes, ILoggerFactory loggers, MiddlewareList middleware)
{
    private readonly FunctionExecutionDelegate pipeline =
        Enumerable.Reverse(middleware.Items).Aggregate((FunctionExecutionDelegate)CallAsync, (next, wrap) => wrap(next));

    /// <summary>Runs a function to its end; what it throws comes out.</summary>
    public async Task<object?> RunAsync(
        FoundFunction function,
        string reason,
        IReadOnlyDictionary<string, object?> bindingData,
        Func<Invocation, ParameterInfo, ValueTask<object?>> bind,
        Action<Invocation> prepare,
        CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        Invocation? invocation = null;
        invocation = new Invocation(function, scope.ServiceProvider, bindingData, cancellation) { Bind = parameter => bind(invocation!, parameter) };
        prepare(invocation);
        var logger = loggers.CreateLogger("Function." + function.Name);
        var started = Stopwatch.GetTimestamp();
        logger.Executing(function.Name, reason, invocation.InvocationId);
        try
        {
            await pipeline(invocation);
            logger.Succeeded(function.Name, invocation.InvocationId, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return invocation.Result;
        }
        catch (Exception error)
        {
            logger.Failed(error, function.Name, invocation.InvocationId, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            throw;
        }
    }

    private static async Task CallAsync(FunctionContext context)
    {
        var invocation = (Invocation)context;
        var method = invocation.Function.Method;
        var arguments = new object?[invocation.Function.ParameterInfos.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await BindAsync(invocation, invocation.Function.ParameterInfos[i]);
        }

        var instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(context.InstanceServices, method.DeclaringType!);
        try
        {
            invocation.Result = await AwaitAsync(method.Invoke(instance, arguments));
        }
        catch (TargetInvocationException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException!);
        }
    }

    private static async ValueTask<object?> BindAsync(Invocation invocation, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return invocation;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return invocation.CancellationToken;
        }

        return await invocation.Bind(parameter);
    }

    private static async Task<object?> AwaitAsync(object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return task.GetType().IsGenericType ? task.GetType().GetProperty("Result")!.GetValue(task) : null;
            case ValueTask task:
                await task;
                return null;
            case not null when returned.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                return await AwaitAsync(type.GetMethod("AsTask")!.Invoke(returned, null));
            default:
                return returned;
        }
    }
}

/// <summary>What the app put around its invocations, outermost first.</summary>
internal sealed record MiddlewareList(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Items);
