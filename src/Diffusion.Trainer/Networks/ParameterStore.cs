using Diffusion.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion.Trainer;

/// <summary>
/// A network's parameters by name, in the order of their first use. They are made on the first forward pass from one
/// generator, so that a seed fixes them; after that the store may be read by several threads.
/// </summary>
/// <param name="seed">Starts the generator.</param>
/// <param name="device">Where the parameters lie; null: the CPU. They are drawn on the CPU, so that a seed means the same numbers everywhere.</param>
public sealed class ParameterStore(ulong seed = 0, Device? device = null) : IDisposable
{
    private readonly Dictionary<string, Parameter> parameters = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly Generator generator = new(seed);

    /// <summary>Where the parameters lie.</summary>
    public Device Device { get; } = device ?? CPU;

    /// <summary>Names in order of first use: the order of training state and of files.</summary>
    public IReadOnlyList<string> Names => order;

    /// <summary>All parameters, in the order of <see cref="Names"/>.</summary>
    public IEnumerable<Parameter> Parameters => order.Select(name => parameters[name]);

    /// <summary>Numbers in all parameters together.</summary>
    public long Count => Parameters.Sum(parameter => parameter.numel());

    public Parameter this[string name] => parameters[name];

    /// <summary>Whether a parameter of that name exists.</summary>
    public bool Contains(string name) => parameters.ContainsKey(name);

    /// <summary>Sets a parameter, as loading a checkpoint does. Its values are copied.</summary>
    /// <exception cref="ArgumentException">The parameter exists with another shape.</exception>
    public void Set(string name, ReadOnlyMemory<float> values, ReadOnlySpan<long> shape)
    {
        using var source = tensor(values.ToArray(), shape);
        if (!parameters.TryGetValue(name, out var parameter))
        {
            Add(name, source.clone());
            return;
        }

        if (!parameter.shape.AsSpan().SequenceEqual(shape))
        {
            throw new ArgumentException($"Parameter '{name}' is [{string.Join(", ", shape.ToArray())}] in the file, but [{string.Join(", ", parameter.shape)}] in the network. Use the configuration that the file was made with.");
        }

        using var quiet = no_grad();
        parameter.copy_(source);
    }

    /// <summary>The parameter of that name, made if it is new.</summary>
    internal Parameter Get(string name, Initialization initialization, ReadOnlySpan<int> shape) =>
        parameters.TryGetValue(name, out var parameter) ? parameter : Add(name, Start(initialization, shape));

    public void Dispose()
    {
        foreach (var parameter in parameters.Values)
        {
            parameter.Dispose();
        }

        generator.Dispose();
    }

    private Parameter Add(string name, Tensor value)
    {
        var parameter = new Parameter(Device.type == DeviceType.CPU ? value : value.to(Device));

        // The store outlives the scope in which a parameter is first used.
        parameter.DetachFromDisposeScope();
        parameters.Add(name, parameter);
        order.Add(name);
        return parameter;
    }

    private Tensor Start(Initialization initialization, ReadOnlySpan<int> shape)
    {
        var sizes = new long[shape.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = shape[i];
        }

        var bound = 1 / Math.Sqrt(Math.Max(1, initialization.FanIn));
        return initialization.Kind switch
        {
            InitializationKind.Zeros => zeros(sizes),
            InitializationKind.Ones => ones(sizes),
            InitializationKind.Normal => randn(sizes, generator: generator),
            InitializationKind.ScaledNormal => randn(sizes, generator: generator).mul_(bound),
            InitializationKind.Uniform => empty(sizes).uniform_(-bound, bound, generator),
            _ => throw new ArgumentOutOfRangeException(nameof(initialization), initialization.Kind, "No such initialization."),
        };
    }
}
