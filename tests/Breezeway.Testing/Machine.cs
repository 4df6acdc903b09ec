using System.Runtime.CompilerServices;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Xunit;

namespace Breezeway.Testing;

/// <summary>What this machine has for tests: the three programs and the tools that they need. What is missing skips a test, loudly.</summary>
public static class Machine
{
    static readonly Lazy<string> s_mid = new(() => Version(MidFolder, "10.20250416"));
    static readonly Lazy<string> s_old = new(() => Version("/usr/bin", "10.20230126"));

    /// <summary>The repository's folder, however the tests were started.</summary>
    public static string Root { get; } = ByteText.Utf8(FindRoot());

    /// <summary>The folder of our executables: out/, or BREEZEWAY_OUT.</summary>
    public static string OurFolder => ProcessEnvironment.Get("BREEZEWAY_OUT") ?? $"{Root}/out";

    /// <summary>Where MID lives: under BREEZEWAY_REFERENCE_DIR or artifacts/reference.</summary>
    public static string MidFolder => $"{ProcessEnvironment.Get("BREEZEWAY_REFERENCE_DIR") ?? $"{Root}/artifacts/reference"}/usr/bin";

    /// <summary>True when ./test was given --long.</summary>
    public static bool Long => ProcessEnvironment.Get("BREEZEWAY_LONG") == "1";

    public static bool IsRoot => Fs.EffectiveUser == 0;

    /// <summary>Ends the test as skipped where the program is not on this machine. Ours has to be: without it the test fails.</summary>
    public static void Need(Program program)
    {
        if (program == Program.Ours && !Fs.IsFile($"{OurFolder}/git-annex")) Assert.Fail($"no {OurFolder}/git-annex: run ./build");
        string why = program switch { Program.Mid => s_mid.Value, Program.Old => s_old.Value, _ => "" };
        if (why.Length > 0) Assert.Skip($"needs the reference {program}: {why}");
    }

    /// <summary>Ends the test as skipped where a tool is missing.</summary>
    public static void NeedTool(string name)
    {
        if (Tools.Find(name) is null) Assert.Skip($"needs {name}");
    }

    /// <summary>Ends the test as skipped for a user who is not root.</summary>
    public static void NeedRoot()
    {
        if (!IsRoot) Assert.Skip("needs root");
    }

    /// <summary>Ends the test as skipped unless ./test --long runs it.</summary>
    public static void NeedLong()
    {
        if (!Long) Assert.Skip("runs with ./test --long");
    }

    static string Version(string folder, string wanted)
    {
        string path = $"{folder}/git-annex";
        if (!Fs.IsFile(path)) return $"{path} is not there";
        var said = Child.Run(new Command(path, "version", "--raw"));
        return said.Ok && said.Text.StartsWith(wanted, StringComparison.Ordinal) ? "" : $"{path} is not {wanted}";
    }

    static string FindRoot([CallerFilePath] string source = "")
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source)! })
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "Breezeway.slnx"))) return folder;
        throw new InvalidOperationException("the tests run outside their repository");
    }
}
