using Diffusion.Graph.Onnx;

namespace Diffusion.Graph;

/// <summary>Turns what a graph's outputs need into ONNX's protobuf.</summary>
internal sealed class GraphWriter(GraphBuilder graph)
{
    private readonly Dictionary<Value, string> _names = [];
    private readonly ValueNames _valueNames = new([.. graph.Inputs.Select(i => i.Name!), .. graph.Outputs.Select(o => o.Name)]);

    /// <returns>The model without its constants' elements, and those constants in its order.</returns>
    public (ModelProto File, IReadOnlyList<KeyValuePair<string, TensorData>> Constants) Write()
    {
        var file = new GraphProto { Name = graph.Name };
        var nodes = LiveNodes();
        NameInputsAndOutputs(file);
        KeyValuePair<string, TensorData>[] constants = [.. Constants(nodes)];
        file.Initializer.AddRange(constants.Select(c => TensorFormat.Describe(c.Key, c.Value)));
        file.Node.AddRange(nodes.Select(Write));
        foreach (var (name, value) in graph.Outputs.Where(o => _names[o.Value] != o.Name))
        {
            file.Node.Add(new NodeProto { Name = _valueNames.Unique($"{name}/Identity"), OpType = "Identity", Input = { _names[value] }, Output = { name } });
        }

        var model = new ModelProto { IrVersion = GraphBuilder.IrVersion, ProducerName = "Diffusion.Graph", Graph = file };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = GraphBuilder.Opset });
        model.MetadataProps.AddRange(graph.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return (model, constants);
    }

    /// <summary>The nodes that an output needs, in the order in which they were made: operands first.</summary>
    private List<Node> LiveNodes()
    {
        var needed = new HashSet<Value>(graph.Outputs.Select(o => o.Value));
        var live = new List<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains))
            {
                live.Add(node);
                needed.UnionWith(node.Inputs.OfType<Value>());
            }
        }

        live.Reverse();
        return live;
    }

    private void NameInputsAndOutputs(GraphProto file)
    {
        foreach (var input in graph.Inputs)
        {
            _names.Add(input, input.Name!);
            file.Input.Add(Describe(input.Name!, input));
        }

        foreach (var (name, value) in graph.Outputs)
        {
            // A value may be computed here, or be an input, a constant, or an output already: then Identity gives it the name.
            if (value.Producer is not null)
            {
                _names.TryAdd(value, name);
            }

            file.Output.Add(Describe(name, value));
        }
    }

    /// <summary>Weights and constants in the order of their first use.</summary>
    private IEnumerable<KeyValuePair<string, TensorData>> Constants(List<Node> nodes)
    {
        var used = nodes.SelectMany(n => n.Inputs).OfType<Value>().Concat(graph.Outputs.Select(o => o.Value)).Where(v => v.Data is not null).Distinct().ToArray();
        foreach (var weight in used.Where(v => v.Name is not null))
        {
            _valueNames.Reserve(weight.Name!);
            _names.Add(weight, weight.Name!);
        }

        foreach (var constant in used)
        {
            if (constant.Name is null)
            {
                _names.Add(constant, _valueNames.Unique(ValueNames.Constant));
            }

            yield return KeyValuePair.Create(_names[constant], constant.Data!);
        }
    }

    private NodeProto Write(Node node)
    {
        var name = _valueNames.Unique(ValueNames.For(node));
        var file = new NodeProto { Name = name, OpType = node.Op };
        file.Input.AddRange(node.Inputs.Select(i => i is null ? "" : _names[i]));
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            if (!_names.TryGetValue(node.Outputs[i], out var output))
            {
                output = i == 0 ? $"{name}:0" : $"{name}:{i}";
                _names.Add(node.Outputs[i], output);
            }

            file.Output.Add(output);
        }

        file.Attribute.AddRange(node.Attributes.Select(AttributeFormat.Write));
        return file;
    }

    private static ValueInfoProto Describe(string name, Value value)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(value.Shape.Select(d => d == Shapes.Unknown
            ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
            : new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)value.Type, Shape = shape } },
        };
    }
}
