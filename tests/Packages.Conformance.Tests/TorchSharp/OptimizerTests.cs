using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Packages.Conformance.Tests.TorchSharp;

public class OptimizerTests
{
    [Fact]
    public void LearningRate_OfAGroup_ActsFromTheNextStep()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor([1.0]));
        using var optimizer = optim.AdamW([parameter], lr: 0.1);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = 0;
        }

        (parameter * 2).sum().backward();
        optimizer.step();
        Assert.Equal(1.0, parameter.item<double>());
    }

    [Fact]
    public void AdamW_DefaultDecay_IsZero()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor([1.0]));
        using var optimizer = optim.AdamW([parameter], lr: 0.1);
        (parameter * 0).sum().backward();
        optimizer.step();
        Assert.Equal(1.0, parameter.item<double>());
    }

    [Fact]
    public void StateDict_SavedAndLoaded_ContinuesBitForBit()
    {
        using var scope = NewDisposeScope();
        using var straight = new Parameter(tensor([1.0, -3.0]));
        using var resumed = new Parameter(tensor([1.0, -3.0]));
        using var optimizer = optim.AdamW([straight], lr: 0.1);
        using var before = optim.AdamW([resumed], lr: 0.1);
        using var after = optim.AdamW([resumed], lr: 0.7);
        Steps(optimizer, straight, 5);
        Steps(before, resumed, 3);

        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        before.save_state_dict(writer);
        file.Position = 0;
        using var reader = new BinaryReader(file);
        after.load_state_dict(reader);
        Steps(after, resumed, 2);

        Assert.Equal(straight.data<double>().ToArray(), resumed.data<double>().ToArray());
    }

    [Fact]
    public void ZeroGrad_AfterBackward_ZeroesButKeepsTheGradient()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor([1.0]));
        using var optimizer = optim.AdamW([parameter]);
        (parameter * 2).sum().backward();
        optimizer.zero_grad();
        Assert.Equal(0.0, parameter.grad!.item<double>());
    }

    [Fact]
    public void ClipGradNorm_BelowTheLimit_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor([1.0]));
        (parameter * 0.5).sum().backward();
        Assert.Equal(0.5, nn.utils.clip_grad_norm_([parameter], 1.0), 1e-9);
        Assert.Equal(0.5, parameter.grad!.item<double>(), 1e-12);
    }

    private static void Steps(AdamW optimizer, Parameter parameter, int count)
    {
        for (var i = 0; i < count; i++)
        {
            optimizer.zero_grad();
            (parameter * parameter * parameter).sum().backward();
            optimizer.step();
        }
    }
}
