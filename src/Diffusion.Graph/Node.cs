namespace Diffusion.Graph;

/// <summary>One operator of a graph under construction.</summary>
internal sealed class Node(string op, string scope, Value?[] inputs, AttributeValue[] attributes)
{
    public string Op { get; } = op;

    public string Scope { get; } = scope;

    /// <summary>Null where an optional input is left out.</summary>
    public IReadOnlyList<Value?> Inputs { get; } = inputs;

    public IReadOnlyList<AttributeValue> Attributes { get; } = attributes;

    public Value[] Outputs { get; set; } = [];

    /// <summary>By input; shorter than the inputs, or null, where there is none: the op is constant there almost everywhere.</summary>
    public InputGradient?[] Gradients { get; set; } = [];
}

/// <summary>The gradient at one input.</summary>
/// <param name="outputs">The node's outputs.</param>
/// <param name="gradients">The gradients at the outputs; null where nothing came back.</param>
internal delegate Value? InputGradient(IReadOnlyList<Value> outputs, IReadOnlyList<Value?> gradients);

/// <summary>The gradient at one input of a node with a single output <paramref name="y"/>, at which the gradient is <paramref name="g"/>.</summary>
internal delegate Value SingleGradient(Value y, Value g);
