using System.Collections.Concurrent;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>A program that is talked to in lines.</summary>
sealed class Talk : IDisposable
{
    readonly Child _child;
    readonly BlockingCollection<string> _lines = [];

    internal Talk(Sandbox sandbox, Program program, string folder, params string[] words)
    {
        _child = Child.Start(sandbox.Prepare(program, folder, words) with { Input = Stdio.Pipe, Output = Stdio.Pipe, Errors = Stdio.Null });
        new Thread(Read) { IsBackground = true }.Start();
    }

    void Read()
    {
        string text = "";
        var buffer = new byte[65536];
        try
        {
            for (int n; (n = _child.Output!.Read(buffer)) > 0;)
            {
                text += ByteText.From(buffer.AsSpan(0, n));
                for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..]) _lines.Add(text[..end]);
            }
        }
        catch (Exception e) when (e is FileError or ObjectDisposedException) { /* it was ended */ }
        _lines.CompleteAdding();
    }

    internal void Say(string line) => _child.Input!.Write(ByteText.Bytes(line + "\n"));

    /// <summary>The next line; null at the end.</summary>
    internal string? Hear() => _lines.TryTake(out string? line, (int)Until.Patience.TotalMilliseconds) ? line
        : _lines.IsCompleted ? null : throw new TimeoutException("nothing was said");

    /// <summary>Lines are passed over until one starts so.</summary>
    internal string HearUntil(string start)
    {
        while (true)
        {
            string line = Hear() ?? throw new InvalidOperationException($"ended before it said {start}");
            if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }
    }

    internal string? Ask(string line)
    {
        Say(line);
        return Hear();
    }

    internal void Kill()
    {
        foreach (int id in Processes.Tree(_child.Id)) _ = Child.Signal(id, 9);
        _child.Wait();
    }

    /// <summary>Closes its input, waits, and returns the exit code.</summary>
    internal int End()
    {
        _child.Input!.Dispose();
        Until.Holds("it ends", () => _child.Poll() is not null);
        return _child.Wait();
    }

    public void Dispose() => _child.Dispose();
}
