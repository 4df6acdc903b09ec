using System.Globalization;
using System.Text;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Batch;

/// <summary>One long-lived <c>git cat-file --batch-command</c>, started when first needed and again when it has died. Thread-safe; one request at a time.</summary>
public sealed class CatFile(RepositoryLocation location) : IDisposable
{
    readonly Lock _lock = new();
    Child? _child;
    byte[] _buffer = new byte[65536];
    int _start, _end;

    /// <summary>Type and content; null when there is no such object.</summary>
    /// <param name="name">A sha, or any name git resolves to one, without newline.</param>
    public (GitObjectType Type, Sha Sha, byte[] Content)? Read(string name)
    {
        lock (_lock)
        {
            if (Ask($"contents {name}\n") is not { } head) return null;
            var content = new byte[head.Size];
            Fill(content);
            Span<byte> newline = stackalloc byte[1];
            Fill(newline);
            return (head.Type, head.Sha, content);
        }
    }

    /// <summary>Type and size; null when there is no such object.</summary>
    public (GitObjectType Type, Sha Sha, long Size)? Info(string name)
    {
        lock (_lock) return Ask($"info {name}\n");
    }

    (GitObjectType Type, Sha Sha, long Size)? Ask(string request)
    {
        if (request.IndexOf('\n') != request.Length - 1) return null;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                _child ??= Start();
                _child.Input!.Write(Base.Text.ByteText.Bytes(request));
                return ParseHead(Line());
            }
            catch (Exception e) when (e is FileError or EndOfStreamException && attempt == 0) { Stop(); }
            catch { Stop(); throw; }
        }
    }

    static (GitObjectType, Sha, long)? ParseHead(string line)
    {
        var w = line.Split(' ');
        if (w.Length == 3 && Sha.TryParse(w[0].AsSpan(), out var sha) && GitObjectTypes.TryParse(Encoding.ASCII.GetBytes(w[1]), out var type)
            && long.TryParse(w[2], NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return (type, sha, size);
        return null;   // NAME missing, NAME ambiguous
    }

    Child Start()
    {
        _start = _end = 0;
        return Child.Start(new Command("git", $"--git-dir={location.GitDir}", "cat-file", "--batch-command")
        {
            Input = Stdio.Pipe, Errors = Stdio.Null, Directory = "/", NewSession = true,
            Environment = [("GIT_DIR", null), ("GIT_WORK_TREE", null), ("GIT_INDEX_FILE", null)],
        });
    }

    string Line()
    {
        while (true)
        {
            int nl = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (nl >= 0)
            {
                string s = Base.Text.ByteText.From(_buffer.AsSpan(_start, nl));
                _start += nl + 1;
                return s;
            }
            if (_end - _start >= 4096) throw new EndOfStreamException("git cat-file answers nonsense");
            More();
        }
    }

    void More()
    {
        if (_start == _end) _start = _end = 0;
        else if (_end == _buffer.Length) { _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer); _end -= _start; _start = 0; }
        int n = _child!.Output!.Read(_buffer.AsSpan(_end));
        if (n == 0) throw new EndOfStreamException("git cat-file ended");
        _end += n;
    }

    void Fill(Span<byte> to)
    {
        int have = Math.Min(to.Length, _end - _start);
        _buffer.AsSpan(_start, have).CopyTo(to);
        _start += have;
        while (have < to.Length)
        {
            int n = _child!.Output!.Read(to[have..]);
            if (n == 0) { Stop(); throw new EndOfStreamException("git cat-file ended"); }
            have += n;
        }
    }

    void Stop() { _child?.Dispose(); _child = null; }

    /// <summary>Ends the helper; the next request starts a new one. Nothing is held open then.</summary>
    public void Rest() { lock (_lock) Stop(); }

    public void Dispose() => Rest();
}
