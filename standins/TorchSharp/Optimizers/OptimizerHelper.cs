using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer over groups of parameters, with a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerHelper()
        : base(IntPtr.Zero)
    {
    }

    internal Dictionary<Parameter, OptimizerState> States { get; } = new(ReferenceEqualityComparer.Instance);

    public override IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options.LearningRate ??= param_group.Options.InitialLearningRate;
        Groups.Add(param_group);
    }

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            using var gradient = parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>The groups' settings and the parameters' states, in the order in which they were added.</summary>
    public virtual StateDictionary state_dict() => new([.. Groups.Select(group => group.Options)], [.. parameters().Select(parameter => States[parameter])]);

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        CheckCounts(state_dict.Options.Count, state_dict.State.Count);
        for (var i = 0; i < Groups.Count; i++)
        {
            Groups[i].Options.LoadStateDict(state_dict.Options[i]);
        }

        foreach (var (parameter, state) in parameters().Zip(state_dict.State))
        {
            States[parameter].LoadStateDict(state);
        }
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>Writes settings and states. The bytes are this stand-in's own: the official package does not read them.</summary>
    public virtual void save_state_dict(BinaryWriter writer)
    {
        var all = state_dict();
        writer.Write(GetType().Name);
        writer.Write(all.Options.Count);
        writer.Write(all.State.Count);
        all.Options.ForEach(options => options.SaveStateDict(writer));
        all.State.ForEach(state => state.SaveStateDict(writer));
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public virtual void load_state_dict(BinaryReader reader)
    {
        var kind = reader.ReadString();
        if (kind != GetType().Name)
        {
            throw new InvalidDataException($"The saved state is of the optimizer '{kind}', but this is '{GetType().Name}'.");
        }

        var all = state_dict();
        CheckCounts(reader.ReadInt32(), reader.ReadInt32());
        all.Options.ForEach(options => options.LoadStateDict(reader));
        all.State.ForEach(state => state.LoadStateDict(reader));
    }

    internal void DisposeStates()
    {
        foreach (var state in States.Values.OfType<IDisposable>())
        {
            state.Dispose();
        }

        States.Clear();
    }

    private void CheckCounts(int savedGroups, int savedStates)
    {
        if (savedGroups != Groups.Count || savedStates != States.Count)
        {
            throw new ArgumentException($"The saved state has {savedGroups} groups and {savedStates} parameters, but the optimizer has {Groups.Count} and {States.Count}.");
        }
    }
}
