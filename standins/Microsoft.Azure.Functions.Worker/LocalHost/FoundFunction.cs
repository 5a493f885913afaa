using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

/// <summary>A method with [Function] and its trigger.</summary>
internal sealed class FoundFunction : FunctionDefinition
{
    private FoundFunction(MethodInfo method, string name)
    {
        Method = method;
        Name = name;
        ParameterInfos = method.GetParameters();
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        Id = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(EntryPoint + name))).ToString();
        Parameters = [.. ParameterInfos.Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];
    }

    public MethodInfo Method { get; }

    public ParameterInfo[] ParameterInfos { get; }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly => Method.Module.Assembly.Location;

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public QueueTriggerAttribute? Queue => Trigger<QueueTriggerAttribute>();

    public HttpTriggerAttribute? Http => Trigger<HttpTriggerAttribute>();

    public bool IsTrigger(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(QueueTriggerAttribute)) || parameter.IsDefined(typeof(HttpTriggerAttribute));

    /// <summary>All functions of an assembly; a name used twice or a function without a trigger is an error.</summary>
    public static List<FoundFunction> In(Assembly assembly)
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var found = assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Any))
            .Select(method => (Method: method, Mark: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(one => one.Mark is not null)
            .Select(one => new FoundFunction(one.Method, one.Mark!.Name))
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        foreach (var same in found.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            throw new InvalidOperationException($"The function name '{same.Key}' is used {same.Count()} times. Give each function its own.");
        }

        foreach (var function in found.Where(function => function.Queue is null && function.Http is null))
        {
            throw new NotSupportedException($"The function '{function.Name}' has no queue or HTTP trigger; other triggers need the official package Microsoft.Azure.Functions.Worker.");
        }

        return found;
    }

    private T? Trigger<T>()
        where T : Attribute =>
        ParameterInfos.Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(attribute => attribute is not null);
}
