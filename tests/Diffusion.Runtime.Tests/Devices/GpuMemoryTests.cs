using System.Diagnostics;

namespace Diffusion.Runtime.Tests.Devices;

/// <summary>The driver's library is stood in for by one of the same functions: no GPU is needed to see that they are called as they should be.</summary>
public sealed class GpuMemoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nvml-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [CompilerFact]
    public void Open_ALibraryThatWorks_ReadsTheUsedBytesAnewEachTime()
    {
        var read = GpuMemory.Open(Compile(init: 0));

        Assert.Equal((5_000_000_001, 5_000_000_002), (read(), read()));
    }

    [CompilerFact]
    public void Open_ALibraryWithoutAGpu_ReadsNothing() => Assert.Null(GpuMemory.Open(Compile(init: 9))());

    [Fact]
    public void Open_NoLibrary_ReadsNothing() => Assert.Null(GpuMemory.Open(Path.Combine(folder, "none.so"))());

    // nvml.h: nvmlMemory_t is { total, free, used } of unsigned long long; 0 is success.
    private string Compile(int init)
    {
        var source = Path.Combine(folder, "nvml.c");
        File.WriteAllText(source, $$"""
            typedef struct { unsigned long long total, free, used; } memory;
            static unsigned long long looks;
            int nvmlInit_v2(void) { return {{init}}; }
            int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device) { *device = (void *)(0x1234L + index); return 0; }
            int nvmlDeviceGetMemoryInfo(void *device, memory *m) {
                if (device != (void *)0x1234L) return 2;
                m->total = 8000000000ULL; m->free = 1; m->used = 5000000000ULL + ++looks; return 0;
            }
            """);
        var library = Path.Combine(folder, "libnvml.so");
        using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", library, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CompilerFactAttribute : FactAttribute
    {
        public CompilerFactAttribute()
        {
            if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "cc"))))
            {
                Skip = "There is no C compiler (cc) here.";
            }
        }
    }
}
