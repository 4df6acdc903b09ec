using Breezeway.Base.Text;

namespace Breezeway.Testing;

/// <summary>What a program left: its exit code (128+n for death by signal n) and both streams as byte text.</summary>
public sealed record RunResult(string Command, int ExitCode, string Output, string Errors)
{
    public bool Ok => ExitCode == 0;

    /// <summary>The output's lines without their ends; none for no output.</summary>
    public string[] Lines => Output.Length == 0 ? [] : Output.TrimEnd('\n').Split('\n');

    /// <summary>This, if it exited 0; else the test fails with all that the program said.</summary>
    public RunResult MustSucceed() => Ok ? this : throw new InvalidOperationException(ToString());

    /// <summary>This, if it exited with anything but 0 and died of no signal.</summary>
    public RunResult MustFail() => ExitCode is > 0 and < 128 ? this : throw new InvalidOperationException($"should have failed: {this}");

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n--- stdout\n{ByteText.Decode(Output)}--- stderr\n{ByteText.Decode(Errors)}";
}
