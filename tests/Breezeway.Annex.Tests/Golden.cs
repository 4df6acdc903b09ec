using Breezeway.Base.Text;

namespace Breezeway.Annex.Tests;

/// <summary>Files that the real git-annex wrote; see tests/golden/record.sh.</summary>
static class Golden
{
    static readonly string Root = FindRoot();

    static string FindRoot()
    {
        var dir = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(dir.FullName, "Breezeway.slnx"))) dir = dir.Parent ?? throw new DirectoryNotFoundException();
        return Path.Combine(dir.FullName, "tests", "golden");
    }

    /// <summary>The files of a recorded branch: path and content, both byte text.</summary>
    public static IReadOnlyDictionary<string, string> Branch(string name)
    {
        string top = Path.Combine(Root, "branch", name);
        return Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories).ToDictionary(
            f => ByteText.Utf8(Path.GetRelativePath(top, f)), f => ByteText.From(File.ReadAllBytes(f)));
    }
}
