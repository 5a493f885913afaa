using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Packages.Conformance.Tests.OnnxRuntime;

[Collection(OnnxRuntimeTests.Name)]
public sealed class ValueTests(OnnxRuntimeFixture fixture)
{
    [Fact]
    public void CreateTensorValueFromMemory_Array_SharesIt()
    {
        long[] data = [1, 2, 3, 4];
        using var value = OrtValue.CreateTensorValueFromMemory(data, [2, 2]);

        data[1] = 20;
        value.GetTensorMutableDataAsSpan<long>()[2] = 30;

        Assert.Equal([1, 20, 30, 4], value.GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal(30, data[2]);
    }

    [Fact]
    public void GetTensorTypeAndShape_Tensor_TellsAll()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new double[6], [3, 1, 2]);

        var info = value.GetTensorTypeAndShape();

        Assert.True(value.IsTensor);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, value.OnnxType);
        Assert.Equal(TensorElementType.Double, info.ElementDataType);
        Assert.Equal([3, 1, 2], info.Shape);
        Assert.Equal(3, info.DimensionsCount);
        Assert.Equal(6, info.ElementCount);
        Assert.False(info.IsString);
    }

    [Fact]
    public void CreateTensorValueFromMemory_ShapeOfPartOfIt_IsAllowed()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new Memory<int>([1, 2, 3, 4]), [3]);

        Assert.Equal([1, 2, 3], value.GetTensorDataAsSpan<int>().ToArray());
    }

    [Fact]
    public void CreateTensorValueFromMemory_ShapeBeyondIt_Throws()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[5], [2, 3]));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", error.Message);
    }

    [Fact]
    public void CreateTensorValueFromMemory_TypeThatIsNone_Throws() =>
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new decimal[1], [1]));

    [Fact]
    public void GetTensorDataAsSpan_OtherType_Throws()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<int>().ToArray());
        Assert.Equal(4, value.GetTensorMutableRawData().Length);
    }

    [Fact]
    public void GetTensorDataAsSpan_NoElements_IsEmpty()
    {
        using var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [0, 3]);

        Assert.True(value.GetTensorDataAsSpan<float>().IsEmpty);
    }

    [Fact]
    public void CreateAllocatedTensorValue_DefaultAllocator_IsWritable()
    {
        using var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Bool, [2]);

        value.GetTensorMutableDataAsSpan<bool>().Fill(true);

        Assert.Equal([true, true], value.GetTensorDataAsSpan<bool>().ToArray());
        Assert.Equal("Cpu", value.GetTensorMemoryInfo().Name);
    }

    [Fact]
    public void CreateTensorValueWithData_NativeMemory_IsRead()
    {
        var memory = Marshal.AllocHGlobal(12);
        try
        {
            Marshal.Copy([1f, 2f, 3f], 0, memory, 3);
            using var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [1, 3], memory, 12);

            Assert.Equal([1, 2, 3], value.GetTensorDataAsSpan<float>().ToArray());
            Assert.Throws<OnnxRuntimeException>(
                () => OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [4], memory, 12));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    [Fact]
    public void Dispose_Twice_UnpinsOnce()
    {
        var value = OrtValue.CreateTensorValueFromMemory(new float[3], [3]);
        value.Dispose();
        value.Dispose();
    }

    [Fact]
    public void Dispose_MemoryOfTheCaller_Remains()
    {
        float[] data = [1, 2, 3];
        OrtValue.CreateTensorValueFromMemory(data, [3]).Dispose();

        Assert.Equal([1, 2, 3], data);
    }

    [Fact]
    public void Allocator_OfASession_AllocatesAndTellsWhere()
    {
        using var info = new OrtMemoryInfo("Cpu", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
        using var allocator = new OrtAllocator(fixture.Session, info);
        using var allocation = allocator.Allocate(64);

        Assert.Equal(64u, allocation.Size);
        Assert.False(allocation.IsInvalid);
        Assert.Equal("Cpu", allocation.Info.Name);
        Assert.Equal(0, allocation.Info.Id);
        Assert.Equal(OrtMemType.Default, allocation.Info.GetMemoryType());
    }

    [Fact]
    public void MemoryInfo_Equals_ComparesWhatItSays()
    {
        using var same = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var again = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var other = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.CpuInput);

        Assert.True(same.Equals(again));
        Assert.Equal(same.GetHashCode(), again.GetHashCode());
        Assert.False(same.Equals(other));
        Assert.False(same.Equals(null));
        Assert.Equal(OrtAllocatorType.ArenaAllocator, same.GetAllocatorType());
    }
}
