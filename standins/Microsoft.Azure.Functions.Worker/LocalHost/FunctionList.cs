namespace Microsoft.Azure.Functions.Worker.LocalHost;

/// <summary>The app's functions that are not disabled.</summary>
internal sealed record FunctionList(IReadOnlyList<FoundFunction> Items);
