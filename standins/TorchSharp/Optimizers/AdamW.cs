using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), in PyTorch's order of operations.</summary>
public partial class AdamW : OptimizerHelper
{
    private readonly Options defaults;

    public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        defaults = new Options
        {
            InitialLearningRate = lr,
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters)
        {
            AddGroup(group);
        }
    }

    public (double, double) Betas
    {
        get => ((ParamGroup)Groups[0]).Betas;
        set => Groups.ForEach(group => ((ParamGroup)group).Betas = value);
    }

    public override void add_param_group(Modules.ParamGroup param_group) => AddGroup(param_group);

    public override Tensor step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using (no_grad())
        {
            foreach (var group in Groups)
            {
                var options = (Options)group.Options;
                foreach (var parameter in group.Parameters)
                {
                    using var gradient = parameter.grad;
                    if (gradient is not null)
                    {
                        Update(parameter, gradient, (State)States[parameter], options);
                    }
                }
            }
        }

        return loss!;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeStates();
        }

        base.Dispose(disposing);
    }

    private static void Update(Parameter parameter, Tensor gradient, State state, Options options)
    {
        var (beta1, beta2, rate) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
        state.step++;

        // θ ← θ − ηλθ
        parameter.mul_(1 - (rate * options.weight_decay!.Value));

        // m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²
        state.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
        state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);

        // θ ← θ − η m̂ / (√v̂ + ε)
        using var denominator = state.exp_avg_sq.sqrt();
        denominator.div_(Math.Sqrt(1 - Math.Pow(beta2, state.step))).add_(options.eps!.Value);
        parameter.addcdiv_(state.exp_avg, denominator, -rate / (1 - Math.Pow(beta1, state.step)));
    }

    private void AddGroup(Modules.ParamGroup group)
    {
        if (group.Options is not Options options)
        {
            options = new Options { InitialLearningRate = group.Options.InitialLearningRate, LearningRate = group.Options.LearningRate };
            group.Options = options;
        }

        options.FillFrom(defaults);
        base.add_param_group(group);
        foreach (var parameter in group.Parameters)
        {
            var state = new State(parameter);
            state.Initialize(options);
            States.Add(parameter, state);
        }
    }
}
