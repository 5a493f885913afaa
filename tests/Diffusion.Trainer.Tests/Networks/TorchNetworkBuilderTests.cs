using Diffusion.Networks;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Networks;

public class TorchNetworkBuilderTests
{
    private static readonly UNetConfiguration Network = new() { ImageSize = 8, ModelChannels = 32, NumResBlocks = 1, ChannelMult = [1, 1], NumClasses = 4, NumHeads = 2, UseScaleShiftNorm = true };

    [Fact]
    public void Forward_FirstTime_MakesTheNetworksParametersInOrder()
    {
        using var store = new ParameterStore(3);
        Forward(store);

        var expected = NetworkParameters.Of(Network);
        Assert.Equal(expected.Select(parameter => parameter.Name), store.Names);
        Assert.Equal(expected.Sum(parameter => parameter.Count), store.Count);
        Assert.All(expected, parameter => Assert.Equal(parameter.Shape.Select(size => (long)size), store[parameter.Name].shape));
        Assert.All(store.Parameters, parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Forward_FirstTime_StartsParametersAsTheirInitializationSays()
    {
        using var store = new ParameterStore(3);
        Forward(store);

        foreach (var parameter in NetworkParameters.Of(Network))
        {
            var values = Values(store, parameter.Name);
            switch (parameter.Initialization.Kind)
            {
                case InitializationKind.Zeros:
                    Assert.All(values, value => Assert.Equal(0, value));
                    break;
                case InitializationKind.Ones:
                    Assert.All(values, value => Assert.Equal(1, value));
                    break;
                case InitializationKind.Uniform:
                    // All inside ±1/√fanIn, and some near its ends.
                    var bound = 1 / MathF.Sqrt(parameter.Initialization.FanIn);
                    Assert.InRange(values.Max(MathF.Abs), values.Length > 300 ? 0.95f * bound : 0, bound);
                    break;
                default:
                    Assert.InRange(MathF.Sqrt(values.Sum(value => value * value) / values.Length), 0.8f, 1.2f);
                    break;
            }
        }
    }

    [Fact]
    public void Forward_SameSeed_StartsTheSame()
    {
        using var store = new ParameterStore(3);
        using var same = new ParameterStore(3);
        using var other = new ParameterStore(4);
        Forward(store);
        Forward(same);
        Forward(other);

        Assert.All(store.Names, name => Assert.Equal(Values(store, name), Values(same, name)));
        Assert.NotEqual(Values(store, "time_embed.0.weight"), Values(other, "time_embed.0.weight"));
    }

    [Fact]
    public void Forward_InADisposeScope_LeavesParametersAlone()
    {
        using var store = new ParameterStore(3);
        var first = Forward(store);
        Assert.Equal(first, Forward(store));
    }

    [Fact]
    public async Task Forward_SeveralThreadsOverOneStore_GiveTheSame()
    {
        using var store = new ParameterStore(3);
        Forward(store);
        store["out.2.weight"].requires_grad_(false).fill_(0.1f);
        var expected = Forward(store);
        Assert.NotEqual(0, expected[0]);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Forward(store))));

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void Dropout_WithoutGenerator_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore();
        using var x = ones([1000]);
        Assert.Same(x, new TorchNetworkBuilder(store).Dropout(x, 0.25f));
    }

    [Fact]
    public void Dropout_WhileTraining_DropsItsShareAndScalesTheRest()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore();
        float[] Dropped(ulong seed)
        {
            using var generator = new Generator(seed);
            return new TorchNetworkBuilder(store, generator).Dropout(ones([10_000]), 0.25f).data<float>().ToArray();
        }

        var values = Dropped(1);
        Assert.All(values, value => Assert.True(value == 0 || MathF.Abs(value - (1 / 0.75f)) < 1e-6f));

        // 2500 expected, standard deviation 43.
        Assert.InRange(values.Count(value => value == 0), 2500 - 200, 2500 + 200);
        Assert.Equal(values, Dropped(1));
        Assert.NotEqual(values, Dropped(2));
    }

    [Fact]
    public void Set_AnotherShape_NamesBoth()
    {
        using var store = new ParameterStore();
        store.Set("w", new float[] { 1, 2 }, [2]);
        store.Set("w", new float[] { 3, 4 }, [2]);
        Assert.Equal([3, 4], Values(store, "w"));
        var message = Assert.Throws<ArgumentException>(() => store.Set("w", new float[] { 1, 2, 3 }, [3])).Message;
        Assert.Contains("[3]", message, StringComparison.Ordinal);
        Assert.Contains("[2]", message, StringComparison.Ordinal);
    }

    private static float[] Forward(ParameterStore store)
    {
        using var scope = NewDisposeScope();
        var x = arange(0, 2 * 3 * 64, dtype: ScalarType.Float32).reshape(2, 3, 8, 8) / 384;
        var output = UNet.Forward(new TorchNetworkBuilder(store), Network, x, tensor([10f, 900f]), new() { Label = tensor([1L, 3L]) });
        return output.detach().data<float>().ToArray();
    }

    private static float[] Values(ParameterStore store, string name)
    {
        using var values = store[name].detach();
        return values.data<float>().ToArray();
    }
}
