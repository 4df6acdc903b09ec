using System.Runtime.InteropServices;

namespace Breezeway.Base.Processes;

/// <summary>What this process does with signals.</summary>
public static unsafe partial class Signals
{
    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    /// <summary>Back to what a program expects at its start: what is ignored stays so through exec.</summary>
    internal static void Reset() => Signal(13, 0);

    /// <summary>A write to a closed pipe fails with EPIPE instead of ending the process.</summary>
    public static void IgnoreBrokenPipes() => Signal(13, 1);
}
