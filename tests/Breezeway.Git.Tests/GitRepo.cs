using System.Diagnostics;
using Breezeway.Base.Text;

namespace Breezeway.Git.Tests;

/// <summary>A real repository in a temporary folder, with a home of its own; git is run in it as a separate program.</summary>
public sealed class GitRepo : IDisposable
{
    public string Home { get; }
    public string Top { get; }

    public GitRepo(params string[] initOptions)
    {
        Home = Directory.CreateTempSubdirectory("bzw-git-").FullName;
        Top = Path.Combine(Home, "r");
        Directory.CreateDirectory(Top);
        System.IO.File.WriteAllText(Path.Combine(Home, ".gitconfig"), "[user]\n\tname = T\n\temail = t@example.org\n[init]\n\tdefaultBranch = master\n");
        Git(["init", "-q", .. initOptions]);
    }

    public string GitDir => Path.Combine(Top, ".git");

    public string At(string path) => Path.Combine(Top, path);

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        System.IO.File.WriteAllText(At(path), content);
    }

    /// <summary>Runs git, expects success, returns its output as byte text without the last newline.</summary>
    public string Git(params string[] arguments)
    {
        var (code, output, error) = Run(Top, "git", arguments);
        Assert.True(code == 0, $"git {string.Join(' ', arguments)} failed: {error}{output}");
        return output.EndsWith('\n') ? output[..^1] : output;
    }

    public string GitIn(byte[] input, params string[] arguments)
    {
        var (code, output, error) = Run(Top, "git", arguments, input);
        Assert.True(code == 0, $"git {string.Join(' ', arguments)} failed: {error}{output}");
        return output.EndsWith('\n') ? output[..^1] : output;
    }

    public (int Code, string Output, string Error) TryGit(params string[] arguments) => Run(Top, "git", arguments);

    public (int Code, string Output, string Error) Run(string folder, string program, string[] arguments, byte[]? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = ByteText.Encoding,
            StandardErrorEncoding = ByteText.Encoding,
        };
        start.Environment["HOME"] = Home;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (string v in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"]) start.Environment.Remove(v);
        using var p = Process.Start(start)!;
        var error = p.StandardError.ReadToEndAsync();
        var output = p.StandardOutput.ReadToEndAsync();
        if (input != null) p.StandardInput.BaseStream.Write(input);
        p.StandardInput.Close();
        p.WaitForExit();
        return (p.ExitCode, output.Result, error.Result);
    }

    // Not Directory.Delete: it cannot name what is not UTF-8.
    public void Dispose() => Run("/", "rm", ["-rf", Home]);
}
