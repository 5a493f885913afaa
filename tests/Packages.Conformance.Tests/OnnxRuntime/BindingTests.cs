using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Packages.Conformance.Tests.OnnxRuntime;

[Collection(OnnxRuntimeTests.Name)]
public sealed class BindingTests(OnnxRuntimeFixture fixture)
{
    private readonly float[] a = new float[6];
    private readonly float[] b = new float[6];
    private readonly float[] sum = new float[6];

    [Fact]
    public void RunWithBinding_MemoryChangedBetweenRuns_IsReadAnew()
    {
        using var options = new RunOptions();
        using var bound = Bind([2, 3]);

        for (var run = 1; run <= 3; run++)
        {
            a.AsSpan().Fill(run);
            b.AsSpan().Fill(10 * run);
            fixture.Session.RunWithBinding(options, bound.Binding);
            Assert.All(sum, value => Assert.Equal(11f * run, value));
        }
    }

    [Fact]
    public void RunWithBinding_ShorterShapeOverTheSameMemory_LeavesTheRest()
    {
        using var options = new RunOptions();
        using var bound = Bind([1, 3]);
        a.AsSpan().Fill(1);

        fixture.Session.RunWithBinding(options, bound.Binding);

        Assert.Equal([1, 1, 1, 0, 0, 0], sum);
    }

    [Fact]
    public void RunWithBinding_SteadyState_AllocatesNothing()
    {
        using var options = new RunOptions();
        using var bound = Bind([2, 3]);
        fixture.Session.RunWithBinding(options, bound.Binding);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var run = 0; run < 10; run++)
        {
            fixture.Session.RunWithBinding(options, bound.Binding);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void RunWithBoundResults_OutputToDevice_GivesValues()
    {
        using var options = new RunOptions();
        using var bound = Bind([2, 3]);
        bound.Binding.BindOutputToDevice("product", OrtMemoryInfo.DefaultInstance);
        a.AsSpan().Fill(3);
        b.AsSpan().Fill(4);

        using var results = fixture.Session.RunWithBoundResults(options, bound.Binding);

        Assert.Equal(["sum", "product"], bound.Binding.GetOutputNames());
        Assert.Equal(2, results.Count);
        Assert.Equal(7, results[0].GetTensorDataAsSpan<float>()[0]);
        Assert.All(results[1].GetTensorDataAsSpan<float>().ToArray(), value => Assert.Equal(12, value));
    }

    [Fact]
    public void BindInput_Allocation_IsReadAndItsChainStaysThere()
    {
        using var options = new RunOptions();
        using var allocation = OrtAllocator.DefaultInstance.Allocate(24);
        using var first = Bind([2, 3]);
        first.Binding.BindOutput("sum", TensorElementType.Float, [2, 3], allocation);
        using var second = fixture.Session.CreateIoBinding();
        second.BindInput("a", TensorElementType.Float, [2, 3], allocation);
        second.BindInput("b", TensorElementType.Float, [2, 3], allocation);
        second.BindOutput("twice", first.Sum);
        a.AsSpan().Fill(1);

        fixture.Session.RunWithBinding(options, first.Binding);
        first.Binding.SynchronizeBoundOutputs();
        second.SynchronizeBoundInputs();
        fixture.Session.RunWithBinding(options, second);

        Assert.All(sum, value => Assert.Equal(4, value));
    }

    [Fact]
    public void ClearBoundInputs_ThenRun_Throws()
    {
        using var options = new RunOptions();
        using var bound = Bind([2, 3]);
        bound.Binding.ClearBoundInputs();

        Assert.Throws<OnnxRuntimeException>(() => fixture.Session.RunWithBinding(options, bound.Binding));

        bound.Binding.ClearBoundOutputs();
        Assert.Empty(bound.Binding.GetOutputNames());
    }

    [Fact]
    public void BindInput_UnknownName_Throws()
    {
        using var binding = fixture.Session.CreateIoBinding();
        using var value = OrtValue.CreateTensorValueFromMemory(a, [2, 3]);

        Assert.Throws<OnnxRuntimeException>(() => binding.BindInput("c", value));
    }

    [Fact]
    public void Dispose_ValuesBeforeTheBinding_KeepsTheBindingUsable()
    {
        using var options = new RunOptions();
        var data = GC.AllocateArray<float>(6, pinned: true);
        using var bound = Bind([2, 3]);
        using (var value = OrtValue.CreateTensorValueFromMemory(data, [2, 3]))
        {
            bound.Binding.BindInput("a", value);
        }

        data.AsSpan().Fill(5);
        fixture.Session.RunWithBinding(options, bound.Binding);

        Assert.All(sum, value => Assert.Equal(5, value));
    }

    private Bound Bind(long[] shape)
    {
        var binding = fixture.Session.CreateIoBinding();
        var values = Array.ConvertAll([a, b, sum], data => OrtValue.CreateTensorValueFromMemory(data, shape));
        binding.BindInput("a", values[0]);
        binding.BindInput("b", values[1]);
        binding.BindOutput("sum", values[2]);
        return new Bound(binding, values);
    }

    private sealed record Bound(OrtIoBinding Binding, OrtValue[] Values) : IDisposable
    {
        public OrtValue Sum => Values[2];

        public void Dispose()
        {
            Binding.Dispose();
            Array.ForEach(Values, value => value.Dispose());
        }
    }
}
