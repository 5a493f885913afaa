using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs may come from several threads at once.</summary>
public unsafe class InferenceSession : IDisposable
{
    private readonly Dictionary<string, NodeMetadata> _inputs = [];
    private readonly Dictionary<string, NodeMetadata> _outputs = [];
    private readonly Dictionary<string, NodeMetadata> _initializers = [];
    private readonly List<string> _inputNames = [];
    private readonly List<string> _outputNames = [];
    private nint _handle;
    private ModelMetadata? _metadata;

    public InferenceSession(string modelPath)
    {
        using var options = new SessionOptions();
        Load(Create(modelPath, options));
    }

    public InferenceSession(string modelPath, SessionOptions options) => Load(Create(modelPath, options));

    public InferenceSession(byte[] model)
    {
        using var options = new SessionOptions();
        Load(Create(model, options));
    }

    public InferenceSession(byte[] model, SessionOptions options) => Load(Create(model, options));

    ~InferenceSession() => Dispose(disposing: false);

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs;

    public IReadOnlyDictionary<string, NodeMetadata> OverridableInitializerMetadata => _initializers;

    public IReadOnlyList<string> InputNames => _inputNames;

    public IReadOnlyList<string> OutputNames => _outputNames;

    public ModelMetadata ModelMetadata => _metadata ??= new ModelMetadata(this);

    public ulong ProfilingStartTimeNs => (ulong)NativeApi.Get(ApiFunction.SessionGetProfilingStartTimeNs, Handle);

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(InferenceSession));

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames) =>
        Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        var outputs = new nint[outputNames.Count];
        Run(runOptions, inputNames, inputValues, outputNames, outputs);
        var results = new DisposableList<OrtValue>(outputs.Length);
        results.AddRange(outputs.Select(static output => new OrtValue(output)));
        return results;
    }

    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        RequireEqualCounts(nameof(outputNames), outputNames.Count, nameof(outputValues), outputValues.Count);
        Run(runOptions, inputNames, inputValues, outputNames, [.. outputValues.Select(static value => value.Handle)]);
    }

    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding) =>
        NativeApi.Check(NativeApi.Call(ApiFunction.RunWithBinding, Handle, runOptions.Handle, ioBinding.Handle));

    public IDisposableReadOnlyCollection<OrtValue> RunWithBoundResults(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        RunWithBinding(runOptions, ioBinding);
        return ioBinding.GetOutputValues();
    }

    public OrtIoBinding CreateIoBinding() => new(this);

    public string EndProfiling()
    {
        nint path = 0;
        NativeApi.Check(NativeApi.Call(
            ApiFunction.SessionEndProfiling, Handle, OrtAllocator.DefaultInstance.Handle, (nint)(&path)));
        return Utf8.Take(path);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            NativeApi.Release(ApiFunction.ReleaseSession, handle);
        }
    }

    private static nint Create(string path, SessionOptions options)
    {
        nint session = 0;
        fixed (byte* text = Utf8.ZeroTerminated(path))
        {
            NativeApi.Check(NativeApi.Call(
                ApiFunction.CreateSession, OrtEnv.Instance().Handle, (nint)text, options.Handle, (nint)(&session)));
        }

        return session;
    }

    private static nint Create(byte[] model, SessionOptions options)
    {
        nint session = 0;
        fixed (byte* bytes = model)
        {
            NativeApi.Check(NativeApi.Call(
                ApiFunction.CreateSessionFromArray, OrtEnv.Instance().Handle, (nint)bytes, model.Length, options.Handle, (nint)(&session)));
        }

        return session;
    }

    private static void RequireEqualCounts(string names, int nameCount, string values, int valueCount)
    {
        if (nameCount != valueCount)
        {
            throw new ArgumentException($"Length of {names} ({nameCount}) must match that of {values} ({valueCount}).");
        }
    }

    private void Load(nint session)
    {
        _handle = session;
        try
        {
            Read(ApiFunction.SessionGetInputCount, ApiFunction.SessionGetInputName, ApiFunction.SessionGetInputTypeInfo, _inputs, _inputNames);
            Read(ApiFunction.SessionGetOutputCount, ApiFunction.SessionGetOutputName, ApiFunction.SessionGetOutputTypeInfo, _outputs, _outputNames);
            Read(
                ApiFunction.SessionGetOverridableInitializerCount,
                ApiFunction.SessionGetOverridableInitializerName,
                ApiFunction.SessionGetOverridableInitializerTypeInfo,
                _initializers,
                []);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void Read(
        ApiFunction countOf, ApiFunction nameOf, ApiFunction typeOf, Dictionary<string, NodeMetadata> nodes, List<string> names)
    {
        var count = NativeApi.Get(countOf, Handle);
        for (nint i = 0; i < count; i++)
        {
            nint name = 0, type = 0;
            NativeApi.Check(NativeApi.Call(nameOf, Handle, i, OrtAllocator.DefaultInstance.Handle, (nint)(&name)));
            names.Add(Utf8.Take(name));
            NativeApi.Check(NativeApi.Call(typeOf, Handle, i, (nint)(&type)));
            try
            {
                nodes.Add(names[^1], new NodeMetadata(type));
            }
            finally
            {
                NativeApi.Release(ApiFunction.ReleaseTypeInfo, type);
            }
        }
    }

    private void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        nint[] outputs)
    {
        RequireEqualCounts(nameof(inputNames), inputNames.Count, nameof(inputValues), inputValues.Count);
        RequireKnown(inputNames, name => _inputs.ContainsKey(name) || _initializers.ContainsKey(name), "Input");
        RequireKnown(outputNames, _outputs.ContainsKey, "Output");
        nint[] inputs = [.. inputValues.Select(static value => value.Handle)];
        using var inputText = new Utf8Array(inputNames);
        using var outputText = new Utf8Array(outputNames);
        fixed (nint* inputPointer = inputs, outputPointer = outputs)
        {
            NativeApi.Check(NativeApi.Call(
                ApiFunction.Run,
                Handle,
                runOptions.Handle,
                inputText.Pointer,
                (nint)inputPointer,
                inputs.Length,
                outputText.Pointer,
                outputs.Length,
                (nint)outputPointer));
        }

        GC.KeepAlive(inputValues);
    }

    private static void RequireKnown(IReadOnlyCollection<string> names, Func<string, bool> isKnown, string kind)
    {
        foreach (var name in names)
        {
            if (!isKnown(name))
            {
                throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata");
            }
        }
    }
}
