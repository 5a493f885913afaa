using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), in PyTorch's order of operations.</summary>
public class AdamW : optim.Optimizer
{
    private readonly ParamGroup group;
    private readonly List<(Parameter Parameter, Tensor Mean, Tensor Square)> states = [];
    private readonly double beta1;
    private readonly double beta2;
    private readonly double eps;
    private readonly double weightDecay;
    private int steps;

    public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        if (amsgrad || maximize)
        {
            throw new NotSupportedException("amsgrad and maximize need the official TorchSharp package.");
        }

        group = new ParamGroup { Parameters = [.. parameters], LearningRate = lr, InitialLearningRate = lr };
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        weightDecay = weight_decay;
        foreach (var parameter in group.Parameters)
        {
            states.Add((parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope()));
        }
    }

    public override IEnumerable<optim.ILearningRateController> ParamGroups => [group];

    public override IEnumerable<Parameter> parameters() => group.Parameters;

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        steps++;
        var rate = group.LearningRate;
        var correction1 = 1 - Math.Pow(beta1, steps);
        var correction2 = Math.Sqrt(1 - Math.Pow(beta2, steps));
        using var quiet = no_grad();
        foreach (var (parameter, mean, square) in states)
        {
            using var gradient = parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            parameter.mul_(1 - (rate * weightDecay));
            mean.mul_(beta1).add_(gradient, 1 - beta1);
            square.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            using var denominator = square.sqrt();
            denominator.div_(correction2).add_(eps);
            parameter.addcdiv_(mean, denominator, -rate / correction1);
        }

        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var (_, mean, square) in states)
        {
            mean.Dispose();
            square.Dispose();
        }

        states.Clear();
        base.Dispose(disposing);
    }
}
