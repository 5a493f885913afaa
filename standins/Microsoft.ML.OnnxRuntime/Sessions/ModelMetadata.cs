using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says about itself.</summary>
public unsafe class ModelMetadata
{
    internal ModelMetadata(InferenceSession session)
    {
        var metadata = NativeApi.Get(ApiFunction.SessionGetModelMetadata, session.Handle);
        try
        {
            ProducerName = Text(ApiFunction.ModelMetadataGetProducerName, metadata);
            GraphName = Text(ApiFunction.ModelMetadataGetGraphName, metadata);
            Domain = Text(ApiFunction.ModelMetadataGetDomain, metadata);
            Description = Text(ApiFunction.ModelMetadataGetDescription, metadata);
            GraphDescription = Text(ApiFunction.ModelMetadataGetGraphDescription, metadata);
            long version = 0;
            NativeApi.Check(NativeApi.Call(ApiFunction.ModelMetadataGetVersion, metadata, (nint)(&version)));
            Version = version;
            ReadMap(metadata);
        }
        finally
        {
            NativeApi.Release(ApiFunction.ReleaseModelMetadata, metadata);
        }
    }

    public string ProducerName { get; }

    public string GraphName { get; }

    public string Domain { get; }

    public string Description { get; }

    public string GraphDescription { get; }

    public long Version { get; }

    public Dictionary<string, string> CustomMetadataMap { get; } = [];

    private static string Text(ApiFunction function, nint metadata)
    {
        nint text = 0;
        NativeApi.Check(NativeApi.Call(function, metadata, OrtAllocator.DefaultInstance.Handle, (nint)(&text)));
        return Utf8.Take(text);
    }

    private void ReadMap(nint metadata)
    {
        var allocator = OrtAllocator.DefaultInstance;
        nint* keys = null;
        long count = 0;
        NativeApi.Check(NativeApi.Call(
            ApiFunction.ModelMetadataGetCustomMetadataMapKeys, metadata, allocator.Handle, (nint)(&keys), (nint)(&count)));
        for (long i = 0; i < count; i++)
        {
            var key = Utf8.Take(keys[i]);
            nint value = 0;
            fixed (byte* keyBytes = Utf8.ZeroTerminated(key))
            {
                NativeApi.Check(NativeApi.Call(
                    ApiFunction.ModelMetadataLookupCustomMetadataMap, metadata, allocator.Handle, (nint)keyBytes, (nint)(&value)));
            }

            CustomMetadataMap[key] = Utf8.Take(value);
        }

        if (keys != null)
        {
            allocator.Free((nint)keys);
        }
    }
}
