using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Testing;

/// <summary>One clone in a sandbox, used by one program. Names of files are byte text, relative to the work tree.</summary>
public sealed class Clone(Sandbox sandbox, string name, string path, Program program)
{
    public Sandbox Sandbox => sandbox;
    public string Name => name;
    /// <summary>The work tree, or the bare repository.</summary>
    public string Path => path;
    public Program Program => program;
    public string GitFolder => Fs.Exists($"{path}/.git") ? $"{path}/.git" : path;

    /// <summary>The same repository in another program's hands.</summary>
    public Clone As(Program other) => new(sandbox, name, path, other);

    /// <summary>Runs git to the end and returns its output; the test fails unless it exits 0.</summary>
    public string Git(params string[] arguments) => sandbox.Git(program, path, arguments).MustSucceed().Output;
    /// <summary>Runs git-annex to the end and returns its output; the test fails unless it exits 0.</summary>
    public string Annex(params string[] arguments) => sandbox.Annex(program, path, arguments).MustSucceed().Output;
    /// <summary>Runs git-annex and returns whatever came of it.</summary>
    public RunResult TryAnnex(params string[] arguments) => sandbox.Annex(program, path, arguments);
    /// <summary>Runs git and returns whatever came of it.</summary>
    public RunResult TryGit(params string[] arguments) => sandbox.Git(program, path, arguments);
    /// <summary>Runs anything on this PATH, in the work tree.</summary>
    public RunResult Run(params string[] arguments) => sandbox.Run(program, path, arguments);

    public string At(string file) => $"{path}/{file}";

    /// <summary>Writes a file in place, as most programs do (an existing one keeps its inode), making its folders.</summary>
    public void Write(string file, string text) => Write(file, ByteText.Bytes(text));
    public void Write(string file, byte[] content)
    {
        Fs.MakeDirectories(Fs.Parent(At(file)));
        Fs.WriteAll(At(file), content);
    }

    /// <summary>Saves as editors do: a temporary file beside it, renamed over it.</summary>
    public void SaveByRename(string file, string text)
    {
        Write(file + ".part~", text);
        Fs.Rename(At(file + ".part~"), At(file));
    }

    public string Read(string file) => Fs.ReadText(At(file));
    public string? TryRead(string file) => Fs.IsDirectory(At(file)) ? null : Fs.TryReadText(At(file));
    public void Delete(string file) => Fs.Unlink(At(file));
    public void Rename(string from, string to)
    {
        Fs.MakeDirectories(Fs.Parent(At(to)));
        Fs.Rename(At(from), At(to));
    }

    /// <summary>There is something of that name, if only a dangling link.</summary>
    public bool Exists(string file) => Fs.Exists(At(file));

    /// <summary>The content itself is here: neither a dangling link nor a pointer to it.</summary>
    public bool HasContent(string file) => TryRead(file) is { } text && !text.StartsWith("/annex/objects/", StringComparison.Ordinal);

    /// <summary>The commit that a ref names, or null.</summary>
    public string? Ref(string name) =>
        TryGit("rev-parse", "--verify", "-q", name) is { Ok: true } found ? found.Output.Trim() : null;

    public string? Head => Ref("HEAD");

    /// <summary>A remote whose url is the other's path.</summary>
    public void AddRemote(Clone other, string? remote = null) => Git("remote", "add", remote ?? other.Name, other.Path);

    /// <summary>Every path in the work tree but .git, sorted as bytes; folders are not listed.</summary>
    public List<string> Files()
    {
        var all = new List<string>();
        void Walk(string folder)
        {
            foreach (var entry in Fs.TryList(At(folder), out _) ?? [])
            {
                string file = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry.Kind == FileKind.Directory) { if (file != ".git") Walk(file); }
                else all.Add(file);
            }
        }
        Walk("");
        all.Sort(StringComparer.Ordinal);
        return all;
    }

    /// <summary>Fails unless git's fsck, and git-annex's by this program and by another if given, find nothing wrong.</summary>
    public void MustBeSound(Program? judge = null)
    {
        Git("fsck", "--no-dangling", "--no-progress");
        Annex("fsck", "--quiet");
        if (judge is { } other) As(other).Annex("fsck", "--quiet");
    }
}
