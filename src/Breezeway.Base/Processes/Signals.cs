using System.Runtime.InteropServices;

namespace Breezeway.Base.Processes;

/// <summary>What this process does with signals.</summary>
public static unsafe partial class Signals
{
    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    /// <summary>A write to a closed pipe fails with EPIPE instead of ending the process.</summary>
    public static void IgnoreBrokenPipes() => Signal(13, 1);
}
